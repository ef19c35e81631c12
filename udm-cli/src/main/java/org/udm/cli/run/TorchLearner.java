package org.udm.cli.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;
import org.udm.cli.processes.Crew;
import org.udm.core.Batch;
import org.udm.core.train.Example;
import org.udm.core.train.StepReport;
import org.udm.core.train.TimeLaw;
import org.udm.torch.RuntimeDescription;
import org.udm.torch.TensorScope;
import org.udm.torch.TorchRuntime;
import org.udm.torch.checkpoint.CheckpointException;
import org.udm.torch.parallel.Peers;
import org.udm.torch.parameter.Weights;
import org.udm.torch.train.LossLearner;

/** The network of a run that LibTorch computes, in one process or several. */
final class TorchLearner<X extends Batch<X>> implements RunLearner<X> {
  private final TorchModel<X> model;
  private final LossLearner<X> learner;
  private final TorchRuntime runtime;
  private final Peers peers;

  private TorchLearner(
      TorchModel<X> model, LossLearner<X> learner, TorchRuntime runtime, Peers peers) {
    this.model = model;
    this.learner = learner;
    this.runtime = runtime;
    this.peers = peers;
  }

  static <X extends Batch<X>> TorchLearner<X> of(
      TorchModel<X> model, Settings settings, Crew crew) {
    TorchRuntime runtime = CommonSettings.runtime(settings, crew);
    return new TorchLearner<>(
        model,
        LossLearner.of(
            model.loss(), CommonSettings.learnerOptions(settings), runtime, crew.peers()),
        runtime,
        crew.peers());
  }

  @Override
  public StepReport step(Example<X> example) {
    return learner.step(example);
  }

  @Override
  public EngineDescription engine() {
    RuntimeDescription described = runtime.describe();
    return new EngineDescription(
        "libtorch",
        described.libTorch(),
        described.device(),
        described.threads(),
        described.precision().name().toLowerCase(Locale.ROOT));
  }

  @Override
  public long steps() {
    return learner.steps();
  }

  @Override
  public long size() {
    return learner.loss().layout().size();
  }

  @Override
  @SuppressWarnings("try") // the scope frees the views
  public void share(TimeLaw times) {
    try (TensorScope scope = TensorScope.inference()) {
      learner.state().values().forEach(peers::copyFirst);
    }
    double[] state = times.state();
    double[] told = new double[state.length + 1];
    if (peers.leads()) {
      told[0] = learner.steps();
      System.arraycopy(state, 0, told, 1, state.length);
    }
    told = peers.sum(told);
    learner.resumeAt((long) told[0]);
    times.restore(Arrays.copyOfRange(told, 1, told.length));
  }

  @Override
  public void requireSameWeights() {
    learner.requireSameWeights();
  }

  @Override
  public void save(RunDirectory directory, TimeLaw times) {
    try {
      RunCheckpoint.save(directory, learner, times);
    } catch (CheckpointException e) {
      throw new UncheckedIOException(
          e.getMessage(), e.getCause() instanceof IOException io ? io : new IOException(e));
    }
  }

  @Override
  public void load(RunDirectory directory, TimeLaw times) {
    RunCheckpoint.load(directory, learner, times);
  }

  @Override
  public Trained<X> trained() {
    return model.trained(learner.weights());
  }

  @Override
  public RowLosses<X> losses() {
    Weights weights = learner.weights();
    return model.losses(weights, weights::close);
  }

  @Override
  public void close() {
    learner.close();
  }
}
