package org.udm.discrete.net;

import java.util.LinkedHashMap;
import java.util.Map;
import org.udm.core.train.Example;
import org.udm.core.train.Learner;
import org.udm.core.train.StepReport;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.Positions;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.TorchRuntime;
import org.udm.torch.optim.AdamW;
import org.udm.torch.optim.GradientClipping;
import org.udm.torch.optim.MovingAverage;
import org.udm.torch.parameter.Parameters;
import org.udm.torch.parameter.Weights;

/**
 * Trains a transformer on masked tokens by the cross-entropy at masked places,
 *
 * <pre>
 * loss = (1 / tokens) sum over rows of w_row sum over its masked places of -log q(x_0^l | x_t).
 * </pre>
 *
 * <p>The losses that it reports by row are means over the row's tokens, without the weights.
 *
 * <p>A step whose loss or gradient is not finite changes nothing and does not count. One without a
 * masked token has loss 0 and gradient 0 and is a step like any other: momentum and weight decay
 * still move the weights.
 *
 * <pre>{@code
 * try (TransformerLearner learner = TransformerLearner.of(network, mask, options, runtime)) {
 *   Trainer.of(source, objective, learner).run(0, 1_000, rng);
 *   try (TransformerPredictor predictor = learner.predictor()) {
 *     FirstHittingSampler.of(predictor, masking, masking.prior(64)).draw(8, rng);
 *   }
 * }
 * }</pre>
 */
public final class TransformerLearner implements Learner<TokenBatch>, AutoCloseable {
  /** What stands before the names of the trained weights. */
  public static final String WEIGHTS = "weights.";

  /** What stands before the names of their moving average. */
  public static final String AVERAGE = "average.";

  private final Transformer network;
  private final Parameters parameters;
  private final AdamW optimizer;
  private final MovingAverage average; // or null
  private final LearnerOptions options;
  private final int mask;

  private TransformerLearner(
      Transformer network, Parameters parameters, LearnerOptions options, int mask) {
    this.network = network;
    this.parameters = parameters;
    this.optimizer = AdamW.of(parameters, options.adamW());
    this.average =
        options.averageDecay() > 0
            ? MovingAverage.of(parameters, options.averageDecay(), MovingAverage.WarmUp.ON)
            : null;
    this.options = options;
    this.mask = mask;
  }

  /**
   * Returns a learner with fresh weights, drawn from the runtime's seed.
   *
   * @param network the network
   * @param mask the id of the mask
   * @param options how it learns
   * @param runtime the engine
   * @return the learner, at step 0
   * @throws IllegalArgumentException if the network cannot read the mask
   */
  public static TransformerLearner of(
      Transformer network, int mask, LearnerOptions options, TorchRuntime runtime) {
    network.requireMask(mask);
    return new TransformerLearner(network, Parameters.of(network.layout(), runtime), options, mask);
  }

  @Override
  @SuppressWarnings("try") // the scopes free what a part of the batch made; only numbers leave them
  public StepReport step(Example<TokenBatch> example) {
    parameters.zeroGradient();
    int rows = example.x0().rows();
    double[] rowLosses = new double[rows];
    double loss = 0;
    int parts = Math.min(options.parts(), rows);
    for (int part = 0; part < parts; part++) {
      int from = (int) ((long) rows * part / parts);
      int to = (int) ((long) rows * (part + 1) / parts);
      Example<TokenBatch> some = parts == 1 ? example : example.slice(from, to);
      try (TensorScope scope = TensorScope.open()) {
        loss += learn(some, example.x0().tokens(), rowLosses, from);
      }
    }
    double norm = GradientClipping.clip(parameters, options.clip());
    double rate = options.rate().at(optimizer.steps());
    if (Double.isFinite(norm) && Double.isFinite(loss)) {
      optimizer.step(parameters, rate);
      if (average != null) {
        average.update(parameters);
      }
    }
    return new StepReport(loss, rowLosses, norm, rate, example.x0().tokens());
  }

  /** Adds the gradient of a part of the batch; returns its part of the loss. */
  private double learn(
      Example<TokenBatch> part, int tokensOfBatch, double[] rowLosses, int firstRow) {
    Positions masked = Positions.holding(part.xt(), mask);
    if (masked.size() == 0) {
      return 0;
    }
    Weights weights = parameters.weights();
    Tensor targets = network.targets(weights, part.x0(), masked);
    float[] factors = new float[masked.size()];
    for (int k = 0; k < factors.length; k++) {
      factors[k] = (float) (part.weights()[masked.row(k)] / tokensOfBatch);
    }
    Tensor hidden = Transformer.at(weights, network.hidden(weights, part.xt(), part.t()), masked);
    Tensor losses = network.logits(weights, hidden, mask).crossEntropy(targets);
    Tensor loss = losses.multiply(weights.runtime().tensor(factors, factors.length)).sum();
    parameters.backward(loss);
    double[] each = losses.detach().doubles();
    for (int k = 0; k < each.length; k++) {
      int row = masked.row(k);
      rowLosses[firstRow + row] += each[k] / part.x0().length(row);
    }
    return loss.detach().item();
  }

  /**
   * Returns the network.
   *
   * @return the network
   */
  public Transformer network() {
    return network;
  }

  /**
   * Returns how many steps were taken.
   *
   * @return the optimiser's steps
   */
  public long steps() {
    return optimizer.steps();
  }

  /**
   * Returns a predictor with a copy of the weights as they are now: averaged ones where there is an
   * average. Training may go on beside it.
   *
   * @return the predictor, which the caller closes (or leaves to the garbage collector)
   */
  public TransformerPredictor predictor() {
    Tensor flat = average == null ? parameters.values() : average.values();
    return TransformerPredictor.of(
        network, Weights.copyOf(parameters.runtime(), parameters.layout(), flat), mask);
  }

  /**
   * Returns the tensors that make up the learner's state, by name; reading a checkpoint fills them.
   * The views belong to the open scope.
   *
   * @return {@value #WEIGHTS} and {@value #AVERAGE} before the names of the weights, in their
   *     shapes; the optimiser's moments, F32 [P]
   */
  public Map<String, Tensor> state() {
    Map<String, Tensor> state = new LinkedHashMap<>(network.named(WEIGHTS, parameters.values()));
    if (average != null) {
      state.putAll(network.named(AVERAGE, average.values()));
    }
    state.put("adamw.mean", optimizer.mean());
    state.put("adamw.square", optimizer.square());
    return state;
  }

  /**
   * Sets the number of steps taken, after the tensors of {@link #state} were filled.
   *
   * @param steps at least 0
   */
  public void resumeAt(long steps) {
    optimizer.resumeAt(steps);
    if (average != null) {
      average.resumeAt(steps);
    }
  }

  /** Frees the weights and the optimiser's state. */
  @Override
  public void close() {
    parameters.close();
    optimizer.close();
    if (average != null) {
      average.close();
    }
  }
}
