package org.udm.discrete.net;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
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
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;
import org.udm.torch.train.LossLearner;

/** Tiny networks for tests: V = 4 values, the mask is 4, rows of at most 6 tokens. */
final class Nets {
  static final int V = 4;
  static final int MASK = 4;

  private Nets() {}

  static TorchRuntime runtime(Precision precision) {
    return TorchRuntime.of(
        RuntimeOptions.defaults()
            .withDevice("cpu")
            .withThreads(1)
            .withPrecision(precision)
            .withSeed(5));
  }

  static TorchRuntime runtime() {
    return runtime(Precision.FP32);
  }

  static TransformerShape shape() {
    return TransformerShape.of(V, 6).withLayers(2).withWidth(16, 2);
  }

  /**
   * Weights that are no start: Gaussians of deviation 0.25, so that beliefs are far from uniform.
   */
  static float[] wildValues(ParameterLayout layout, long seed) {
    Random random = new Random(seed);
    float[] flat = new float[(int) layout.size()];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = (float) (0.25 * random.nextGaussian());
    }
    return flat;
  }

  @SuppressWarnings("try") // the scope frees the flat tensor, of which the weights are a copy
  static TransformerPredictor wild(TransformerShape shape, TorchRuntime runtime, int mask) {
    Transformer network = Transformer.of(shape);
    float[] flat = wildValues(network.layout(), 3);
    try (TensorScope scope = TensorScope.inference()) {
      return TransformerPredictor.of(
          network,
          Weights.copyOf(runtime, network.layout(), runtime.tensor(flat, flat.length)),
          mask);
    }
  }

  static TransformerPredictor wild(TransformerShape shape) {
    return wild(shape, runtime(), MASK);
  }

  /** The predictor with a learner's present weights. */
  static TransformerPredictor predictor(LossLearner<TokenBatch> learner) {
    return ((MaskedLoss) learner.loss()).predictor(learner.weights());
  }

  /** Puts such weights into a learner. */
  @SuppressWarnings("try") // the scope frees the views
  static LossLearner<TokenBatch> wild(LossLearner<TokenBatch> learner) {
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
  static Map<String, float[]> values(LossLearner<TokenBatch> learner) {
    Map<String, float[]> values = new LinkedHashMap<>();
    try (TensorScope scope = TensorScope.inference()) {
      learner.state().forEach((name, tensor) -> values.put(name, tensor.floats()));
    }
    return values;
  }

  /** Fills the named tensors of a learner's state. */
  @SuppressWarnings("try") // the scope frees the views
  static void fill(LossLearner<TokenBatch> learner, Map<String, float[]> values) {
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
  static TokenBatch clean(Random random, int... lengths) {
    int[][] rows = new int[lengths.length][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = random.ints(lengths[i], 0, V).toArray();
    }
    return TokenBatch.of(rows);
  }

  /** An example whose tokens are masked with probability 1/2; weights in [1/2, 2). */
  static Example<TokenBatch> example(long seed, int... lengths) {
    Random random = new Random(seed);
    TokenBatch x0 = clean(random, lengths);
    TokenBatch xt = x0.map((i, l, id) -> random.nextBoolean() ? MASK : id);
    double[] t = random.doubles(lengths.length).toArray();
    double[] weights = random.doubles(lengths.length, 0.5, 2).toArray();
    return new Example<>(x0, xt, Times.of(t), weights);
  }

  /** log p(x_0 at a place = v | x_t) for all places of a batch, [P][V]. */
  static double[][] table(TokenBelief belief, TokenBatch xt, int vocabulary) {
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
}
