package org.udm.core.sample;

import java.util.concurrent.CancellationException;
import org.udm.core.Batch;
import org.udm.core.Prior;
import org.udm.core.Times;
import org.udm.core.random.RandomStreams;
import org.udm.core.schedule.TimeGrid;

/**
 * Draws x_1 from the prior and takes one transition for each interval of a time grid.
 *
 * <pre>{@code
 * Transition<TokenBatch> step = PredictThenCorrect.of(predictor, kernel);
 * GridSampler.of(prior, step, TimeGrid.uniform(50)).draw(16, RandomStreams.of(1)).x0();
 * }</pre>
 *
 * @param <X> the state
 */
public final class GridSampler<X extends Batch<X>> implements Sampler<X> {
  private final Prior<X> prior;
  private final Transition<X> transition;
  private final TimeGrid grid;
  private final SampleListener<X> listener;

  private GridSampler(
      Prior<X> prior, Transition<X> transition, TimeGrid grid, SampleListener<X> listener) {
    this.prior = prior;
    this.transition = transition;
    this.grid = grid;
    this.listener = listener;
  }

  /**
   * Returns a sampler.
   *
   * @param prior the law of x_1
   * @param transition the step
   * @param grid the times; a last time above 0 returns rows that are still corrupted
   * @param <X> the state
   * @return the sampler
   */
  public static <X extends Batch<X>> GridSampler<X> of(
      Prior<X> prior, Transition<X> transition, TimeGrid grid) {
    return new GridSampler<>(prior, transition, grid, (step, t, xt) -> {});
  }

  /**
   * Returns the same sampler, watched.
   *
   * @param watcher told of every state
   * @return the sampler
   */
  public GridSampler<X> withListener(SampleListener<X> watcher) {
    return new GridSampler<>(prior, transition, grid, watcher);
  }

  /**
   * Draws rows.
   *
   * @throws CancellationException if the thread is interrupted; its interrupt flag stays set
   */
  @Override
  public Samples<X> draw(int rows, RandomStreams rng) {
    X x = prior.draw(rows, rng.named("prior"));
    listener.onState(0, grid.at(0), x);
    long rowsPredicted = 0;
    for (int k = 0; k < grid.steps(); k++) {
      if (Thread.currentThread().isInterrupted()) {
        throw new CancellationException(
            "sampling was interrupted after %d of %d steps".formatted(k, grid.steps()));
      }
      Times t = Times.all(rows, grid.at(k));
      Times s = Times.all(rows, grid.at(k + 1));
      Transition.Step<X> step = transition.step(x, t, s, rng.named("step").at(k));
      x = step.xs();
      rowsPredicted += step.rowsPredicted();
      listener.onState(k + 1, grid.at(k + 1), x);
    }
    return new Samples<>(x, rowsPredicted);
  }
}
