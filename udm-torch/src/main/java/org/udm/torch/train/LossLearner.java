package org.udm.torch.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.udm.core.Batch;
import org.udm.core.train.Example;
import org.udm.core.train.Learner;
import org.udm.core.train.StepReport;
import org.udm.torch.DeviceMemoryException;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.TorchRuntime;
import org.udm.torch.optim.AdamW;
import org.udm.torch.optim.GradientClipping;
import org.udm.torch.optim.MovingAverage;
import org.udm.torch.parallel.Peers;
import org.udm.torch.parallel.Share;
import org.udm.torch.parameter.Parameters;
import org.udm.torch.parameter.Weights;

/**
 * Brings a loss down by AdamW, with clipping, gradient accumulation and a moving average.
 *
 * <p>A step whose loss or gradient is not finite changes nothing and does not count. One whose loss
 * does not depend on the weights has gradient 0 and is a step like any other: momentum and weight
 * decay still move the weights.
 *
 * <p>Several processes may learn as one ({@link Peers}): all are given the same examples, each
 * computes the gradient of its share of the rows, and one sum over all processes makes it that of
 * the batch; clipping, the optimiser and the average then do the same in all. The weights are those
 * of one process with the whole batch, to rounding, and the same bits in all.
 *
 * <pre>{@code
 * MaskedLoss loss = MaskedLoss.of(network, mask);
 * try (var learner = LossLearner.of(loss, options, runtime)) {
 *   Trainer.of(source, objective, learner).run(0, 1_000, rng);
 *   try (var predictor = loss.predictor(learner.weights())) {
 *     FirstHittingSampler.of(predictor, masking, masking.prior(64)).draw(8, rng);
 *   }
 * }
 * }</pre>
 *
 * @param <X> the state
 */
public final class LossLearner<X extends Batch<X>> implements Learner<X>, AutoCloseable {
  /** What stands before the names of the trained weights. */
  public static final String WEIGHTS = "weights.";

  /** What stands before the names of their moving average. */
  public static final String AVERAGE = "average.";

  private final Loss<X> loss;
  private final Parameters parameters;
  private final AdamW optimizer;
  private final MovingAverage average; // or null
  private final LearnerOptions options;
  private final Peers peers;

  private LossLearner(Loss<X> loss, Parameters parameters, LearnerOptions options, Peers peers) {
    this.loss = loss;
    this.peers = peers;
    this.parameters = parameters;
    this.optimizer = AdamW.of(parameters, options.adamW());
    this.average =
        options.averageDecay() > 0
            ? MovingAverage.of(parameters, options.averageDecay(), MovingAverage.WarmUp.ON)
            : null;
    this.options = options;
  }

  /**
   * Returns a learner with fresh weights, drawn from the runtime's seed.
   *
   * @param loss what is brought down
   * @param options how
   * @param runtime the engine
   * @param <X> the state
   * @return the learner, at step 0
   */
  public static <X extends Batch<X>> LossLearner<X> of(
      Loss<X> loss, LearnerOptions options, TorchRuntime runtime) {
    return of(loss, options, runtime, Peers.alone());
  }

  /**
   * Returns one of several learners that learn as one, with fresh weights, drawn from the runtime's
   * seed.
   *
   * @param loss what is brought down
   * @param options how
   * @param runtime the engine
   * @param peers the processes that share the rows of each example
   * @param <X> the state
   * @return the learner, at step 0
   */
  public static <X extends Batch<X>> LossLearner<X> of(
      Loss<X> loss, LearnerOptions options, TorchRuntime runtime, Peers peers) {
    return new LossLearner<>(loss, Parameters.of(loss.layout(), runtime), options, peers);
  }

  /**
   * {@inheritDoc}
   *
   * @throws DeviceMemoryException if the device has no room for the batch; the weights are those of
   *     the steps before
   */
  @Override
  public StepReport step(Example<X> example) {
    try {
      return taken(example);
    } catch (RuntimeException e) {
      throw DeviceMemoryException.translated(e);
    }
  }

  /** The numbers of a part of the batch, on the device. */
  private record Computed(int from, Loss.Part part) {}

  @SuppressWarnings("try") // the scope frees the numbers of the parts
  private StepReport taken(Example<X> example) {
    try (TensorScope scope = TensorScope.open()) {
      parameters.zeroGradient();
      int rows = example.x0().rows();
      long units = loss.units(example.x0());
      List<Computed> parts = parts(example, units);
      double[] losses = peers.size() > 1 ? shared(read(parts, rows)) : null;
      double norm = GradientClipping.clip(parameters, options.clip()); // waits for the device
      if (losses == null) {
        losses = read(parts, rows);
      }
      double sum = losses[rows];
      double rate = options.rate().at(optimizer.steps());
      if (Double.isFinite(norm) && Double.isFinite(sum)) {
        optimizer.step(parameters, rate);
        if (average != null) {
          average.update(parameters);
        }
      }
      return new StepReport(sum, Arrays.copyOf(losses, rows), norm, rate, units);
    }
  }

  /** Gives the device all parts to do, and reads nothing. */
  @SuppressWarnings("try") // the scopes free what a part of the batch made, but for its numbers
  private List<Computed> parts(Example<X> example, long units) {
    int rows = example.x0().rows();
    Share own = Share.of(rows, peers);
    int count = Math.min(options.parts(), own.rows());
    List<Computed> parts = new ArrayList<>();
    for (int part = 0; part < count; part++) {
      Share cut = Share.of(own.rows(), part, count);
      int from = own.from() + cut.from();
      Example<X> some = cut.rows() == rows ? example : example.slice(from, own.from() + cut.to());
      try (TensorScope scope = TensorScope.open()) {
        Loss.Part computed = loss.of(parameters.weights(), some, units);
        if (computed.loss() != null) {
          parameters.backward(computed.loss());
        }
        parts.add(new Computed(from, computed.keptBy(scope)));
      }
    }
    return parts;
  }

  /** Reads the losses of the rows, and last that of the batch [B + 1]; 0 for rows of others. */
  private static double[] read(List<Computed> parts, int rows) {
    double[] losses = new double[rows + 1];
    for (Computed computed : parts) {
      if (computed.part.loss() != null) {
        losses[rows] += computed.part.loss().item();
      }
      double[] own = computed.part.rowLosses();
      System.arraycopy(own, 0, losses, computed.from, own.length);
    }
    return losses;
  }

  /** Sums the gradient and the losses over all processes; the rows of others are 0 here. */
  @SuppressWarnings("try") // the scope frees the tensor; only numbers leave it
  private double[] shared(double[] losses) {
    try (TensorScope scope = TensorScope.inference()) {
      Tensor told = parameters.runtime().tensor(losses, losses.length);
      peers.sum(parameters.gradient(), told);
      return told.doubles();
    }
  }

  /**
   * Returns what is brought down.
   *
   * @return the loss
   */
  public Loss<X> loss() {
    return loss;
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
   * Requires that the processes that learn as one hold the same bits.
   *
   * @throws IllegalStateException if their weights differ
   */
  public void requireSameWeights() {
    peers.requireSame("weights", parameters.values());
  }

  /**
   * Returns a copy of the weights as they are now, averaged ones where there is an average, for
   * evaluation and sampling. Training may go on beside it.
   *
   * @return the weights, which the caller closes (or leaves to the garbage collector)
   */
  public Weights weights() {
    Tensor flat = average == null ? parameters.values() : average.values();
    return Weights.copyOf(parameters.runtime(), parameters.layout(), flat);
  }

  /**
   * Returns the tensors that make up the learner's state, by name; reading a checkpoint fills them.
   * The views belong to the open scope.
   *
   * @return {@value #WEIGHTS} and {@value #AVERAGE} before the names of the weights, in their
   *     shapes; the optimiser's moments, F32 [P]
   */
  public Map<String, Tensor> state() {
    Map<String, Tensor> state =
        new LinkedHashMap<>(loss.layout().named(WEIGHTS, parameters.values()));
    if (average != null) {
      state.putAll(loss.layout().named(AVERAGE, average.values()));
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
