package org.udm.discrete.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.function.Executable;
import org.udm.core.Batch;
import org.udm.core.Times;
import org.udm.core.train.Example;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.Positions;
import org.udm.discrete.sample.TokenBelief;
import org.udm.torch.Precision;
import org.udm.torch.RuntimeOptions;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.TorchRuntime;
import org.udm.torch.optim.AdamWOptions;
import org.udm.torch.parameter.Parameter;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;
import org.udm.torch.train.LearnerOptions;
import org.udm.torch.train.LossLearner;

/** Tiny networks for tests: V = 4 values, the mask is 4, rows of at most 6 tokens. */
public final class Nets {
  public static final int V = 4;
  public static final int MASK = 4;

  /** AdamW whose first moment is the gradient of the last step, and which does not move. */
  public static final LearnerOptions MEASURE =
      LearnerOptions.of(step -> 0)
          .withAdamW(new AdamWOptions(0, 0.99, 1e-8, 0))
          .withClip(Double.POSITIVE_INFINITY);

  private Nets() {}

  public static TorchRuntime runtime(Precision precision) {
    return TorchRuntime.of(
        RuntimeOptions.defaults()
            .withDevice("cpu")
            .withThreads(1)
            .withPrecision(precision)
            .withSeed(5));
  }

  public static TorchRuntime runtime() {
    return runtime(Precision.FP32);
  }

  public static TransformerShape shape() {
    return TransformerShape.of(V, 6).withLayers(2).withWidth(16, 2);
  }

  /**
   * Weights that are no start: Gaussians of deviation 0.25, so that beliefs are far from uniform.
   */
  public static float[] wildValues(ParameterLayout layout, long seed) {
    Random random = new Random(seed);
    float[] flat = new float[(int) layout.size()];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = (float) (0.25 * random.nextGaussian());
    }
    return flat;
  }

  public static TransformerPredictor wild(TransformerShape shape, TorchRuntime runtime, int mask) {
    Transformer network = Transformer.of(shape);
    return TransformerPredictor.of(network, wildWeights(network.layout(), runtime), mask);
  }

  /** Such weights in a copy of their own. */
  @SuppressWarnings("try") // the scope frees the flat tensor, of which the weights are a copy
  public static Weights wildWeights(ParameterLayout layout, TorchRuntime runtime) {
    float[] flat = wildValues(layout, 3);
    try (TensorScope scope = TensorScope.inference()) {
      return Weights.copyOf(runtime, layout, runtime.tensor(flat, flat.length));
    }
  }

  public static TransformerPredictor wild(TransformerShape shape) {
    return wild(shape, runtime(), MASK);
  }

  /** The predictor with a learner's present weights. */
  public static TransformerPredictor predictor(LossLearner<TokenBatch> learner) {
    return ((MaskedLoss) learner.loss()).predictor(learner.weights());
  }

  /** Puts such weights into a learner. */
  @SuppressWarnings("try") // the scope frees the views
  public static <X extends Batch<X>> LossLearner<X> wild(LossLearner<X> learner) {
    float[] flat = wildValues(learner.loss().layout(), 3);
    try (TensorScope scope = TensorScope.inference()) {
      int[] at = {0};
      learner
          .state()
          .forEach(
              (name, tensor) -> {
                if (name.startsWith(LossLearner.WEIGHTS)) {
                  float[] part = new float[(int) tensor.elements()];
                  System.arraycopy(flat, at[0], part, 0, part.length);
                  at[0] += part.length;
                  tensor.copyInPlace(runtime().tensor(part, tensor.shape()));
                }
              });
    }
    return learner;
  }

  /** All tensors of a learner's state. */
  @SuppressWarnings("try") // the scope frees the views
  public static Map<String, float[]> values(LossLearner<?> learner) {
    Map<String, float[]> values = new LinkedHashMap<>();
    try (TensorScope scope = TensorScope.inference()) {
      learner.state().forEach((name, tensor) -> values.put(name, tensor.floats()));
    }
    return values;
  }

  /** Fills the named tensors of a learner's state. */
  @SuppressWarnings("try") // the scope frees the views
  public static void fill(LossLearner<?> learner, Map<String, float[]> values) {
    try (TensorScope scope = TensorScope.inference()) {
      Map<String, Tensor> state = learner.state();
      values.forEach(
          (name, data) -> {
            Tensor tensor = state.get(name);
            tensor.copyInPlace(runtime().tensor(data, tensor.shape()));
          });
    }
  }

  /** Clean rows of the given lengths, drawn uniformly. */
  public static TokenBatch clean(Random random, int... lengths) {
    int[][] rows = new int[lengths.length][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = random.ints(lengths[i], 0, V).toArray();
    }
    return TokenBatch.of(rows);
  }

  /** An example whose tokens are masked with probability 1/2; weights in [1/2, 2). */
  public static Example<TokenBatch> example(long seed, int... lengths) {
    Random random = new Random(seed);
    TokenBatch x0 = clean(random, lengths);
    TokenBatch xt = x0.map((i, l, id) -> random.nextBoolean() ? MASK : id);
    double[] t = random.doubles(lengths.length).toArray();
    double[] weights = random.doubles(lengths.length, 0.5, 2).toArray();
    return new Example<>(x0, xt, Times.of(t), weights);
  }

  /** log p(x_0 at a place = v | x_t) for all places of a batch, [P][V]. */
  public static double[][] table(TokenBelief belief, TokenBatch xt, int vocabulary) {
    Positions all = Positions.all(xt);
    double[][] table = new double[all.size()][vocabulary];
    for (int v = 0; v < vocabulary; v++) {
      int value = v;
      double[] logs = belief.logProbAt(xt.map((i, l, id) -> value), all);
      for (int k = 0; k < logs.length; k++) {
        table[k][v] = logs[k];
      }
    }
    return table;
  }

  /** The gradient of a learner with the options {@link #MEASURE} after a step. */
  public static float[] gradient(LossLearner<?> learner) {
    return values(learner).get("adamw.mean");
  }

  public static double norm(float[] x) {
    double sum = 0;
    for (float value : x) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }

  /**
   * Asserts that the gradient of an example is that of finite differences, along the gradient of
   * each array of weights by itself.
   */
  public static <X extends Batch<X>> void assertGradientOfTheLoss(
      LossLearner<X> learner, Example<X> example) {
    Map<String, float[]> start = values(learner);
    double reported = learner.step(example).gradientNorm();
    float[] gradient = gradient(learner);
    assertEquals(norm(gradient), reported, 1e-5 * reported);
    double h = 1e-3;
    for (String name : start.keySet()) {
      if (!name.startsWith(LossLearner.WEIGHTS)) {
        continue;
      }
      // the derivative along the gradient of one array of weights is the norm of that part
      float[] part = part(learner, name, gradient);
      double slope = norm(part);
      double[] loss = new double[2];
      for (int side = 0; side < 2; side++) {
        float[] values = start.get(name).clone();
        for (int i = 0; i < values.length && slope > 0; i++) {
          values[i] += (float) ((side == 0 ? -h : h) * part[i] / slope);
        }
        fill(learner, Map.of(name, values));
        loss[side] = learner.step(example).loss();
      }
      fill(learner, Map.of(name, start.get(name)));
      // F32 losses around 1 have errors of 1e-7, so 1e-4 after division by 2 h
      double measured = (loss[1] - loss[0]) / (2 * h);
      assertEquals(slope, measured, 1e-2 * slope + 3e-4, name);
    }
  }

  /** The part of a flat tensor that belongs to a name of the state. */
  private static float[] part(LossLearner<?> learner, String name, float[] flat) {
    ParameterLayout layout = learner.loss().layout();
    Parameter parameter =
        layout.parameters().stream()
            .filter(p -> name.equals(LossLearner.WEIGHTS + p.name()))
            .findFirst()
            .orElseThrow();
    int from = (int) layout.offset(parameter);
    return Arrays.copyOfRange(flat, from, from + (int) parameter.elements());
  }

  /** Asserts that something is refused with a message that holds some words. */
  public static void assertMessage(String part, Executable wrong) {
    String message = assertThrows(IllegalArgumentException.class, wrong).getMessage();
    assertTrue(message.contains(part), message);
  }
}
