package org.udm.cli.run;

import java.util.Optional;
import org.udm.cli.processes.Crew;
import org.udm.core.Batch;
import org.udm.torch.TensorScope;
import org.udm.torch.TorchRuntime;
import org.udm.torch.parameter.Weights;
import org.udm.torch.train.Loss;

/**
 * A family of corruptions whose network LibTorch computes.
 *
 * @param <X> the state
 */
public interface TorchModel<X extends Batch<X>> extends Model<X> {

  /**
   * Returns what the network is trained on.
   *
   * @return the loss
   */
  Loss<X> loss();

  /**
   * Returns the model with trained weights.
   *
   * @param weights of the loss's layout, which the trained model frees when it is closed
   * @return the trained model
   */
  Trained<X> trained(Weights weights);

  @Override
  default long units(X x0) {
    return loss().units(x0);
  }

  @Override
  default RunLearner<X> learner(Settings settings, Crew crew) {
    return TorchLearner.of(this, settings, crew);
  }

  @Override
  default Kept<X> kept(Run run, Crew crew, String device, int threads) {
    return kept(run, CommonSettings.runtime(run.settings(), crew, device, threads));
  }

  /**
   * Reads the trained weights of a run.
   *
   * @param run the run
   * @param runtime the engine
   * @return the trained model
   */
  default Kept<X> kept(Run run, TorchRuntime runtime) {
    RunCheckpoint.Kept kept =
        RunCheckpoint.weights(
            run.directory(), loss().layout(), runtime, run.settings().number("ema") > 0);
    return new Kept<>(
        trained(kept.weights()),
        losses(kept.weights(), () -> {}), // the trained model frees them
        kept.steps(),
        Optional.of(runtime));
  }

  /**
   * Returns the loss under some weights.
   *
   * @param weights of the loss's layout
   * @param end what is done when nobody asks any more
   * @return the loss
   */
  default RowLosses<X> losses(Weights weights, Runnable end) {
    return new RowLosses<>() {
      @Override
      @SuppressWarnings("try") // the scope frees what the network made; only numbers leave it
      public double[] of(org.udm.core.train.Example<X> example) {
        try (TensorScope scope = TensorScope.inference()) {
          return loss().of(weights, example, Math.max(1, units(example.x0()))).rowLosses();
        }
      }

      @Override
      public void close() {
        end.run();
      }
    };
  }
}
