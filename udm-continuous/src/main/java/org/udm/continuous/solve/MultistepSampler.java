package org.udm.continuous.solve;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.CancellationException;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.Interruption;
import org.udm.continuous.gaussian.GaussianPath;
import org.udm.core.Prior;
import org.udm.core.Times;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.RandomStreams;
import org.udm.core.sample.SampleListener;
import org.udm.core.sample.Sampler;
import org.udm.core.sample.Samples;
import org.udm.core.schedule.TimeGrid;

/**
 * Follows the probability flow with a multistep rule, one prediction a step; the history lives
 * within one draw.
 *
 * <p>The first steps have fewer predictions to remember, the first one being DDIM's; so is a step
 * to s = 0, x_0 = D(x_t, t). A start at alpha_1 = 0 is allowed: its prediction, at lambda =
 * -infinity, is used for one step alone.
 *
 * <pre>{@code
 * MultistepSampler.of(prior, predictor, path, DpmSolverPlusPlus.ofOrder(2), TimeGrid.uniform(20))
 *     .draw(16, RandomStreams.of(1)).x0();
 * }</pre>
 */
public final class MultistepSampler implements Sampler<FloatBatch> {
  /** The order of the last steps. */
  public enum Ending {
    /** That of the rule, but for a step to s = 0. */
    FULL_ORDER,
    /** At most the number of steps left: steadier where there are few steps. */
    LOWER_ORDER
  }

  private final Prior<FloatBatch> prior;
  private final X0Predictor<FloatBatch> predictor;
  private final GaussianPath path;
  private final MultistepRule rule;
  private final TimeGrid grid;
  private final Ending ending;
  private final SampleListener<FloatBatch> listener;

  private MultistepSampler(
      Prior<FloatBatch> prior,
      X0Predictor<FloatBatch> predictor,
      GaussianPath path,
      MultistepRule rule,
      TimeGrid grid,
      Ending ending,
      SampleListener<FloatBatch> listener) {
    this.prior = prior;
    this.predictor = predictor;
    this.path = path;
    this.rule = rule;
    this.grid = grid;
    this.ending = ending;
    this.listener = listener;
  }

  /**
   * Returns a sampler of full order to its end.
   *
   * @param prior the law of the state at the grid's first time
   * @param predictor the x_0-predictor; its beliefs have means
   * @param path alpha_t and sigma_t
   * @param rule the solver
   * @param grid the times; a last time above 0 returns rows that are still corrupted
   * @return the sampler
   */
  public static MultistepSampler of(
      Prior<FloatBatch> prior,
      X0Predictor<FloatBatch> predictor,
      GaussianPath path,
      MultistepRule rule,
      TimeGrid grid) {
    return new MultistepSampler(
        prior, predictor, path, rule, grid, Ending.FULL_ORDER, (step, t, xt) -> {});
  }

  /**
   * Returns the same sampler with another order of the last steps.
   *
   * @param other the order
   * @return the sampler
   */
  public MultistepSampler withEnding(Ending other) {
    return new MultistepSampler(prior, predictor, path, rule, grid, other, listener);
  }

  /**
   * Returns the same sampler, watched. A rule that corrects shows a state before its correction,
   * which comes with the next prediction.
   *
   * @param watcher told of every state
   * @return the sampler
   */
  public MultistepSampler withListener(SampleListener<FloatBatch> watcher) {
    return new MultistepSampler(prior, predictor, path, rule, grid, ending, watcher);
  }

  /** A prediction and where it was made. */
  private record Remembered(double lambda, FloatBatch clean) {}

  /**
   * Draws rows.
   *
   * @throws CancellationException if the thread is interrupted; its interrupt flag stays set
   */
  @Override
  public Samples<FloatBatch> draw(int rows, RandomStreams rng) {
    FloatBatch start = prior.draw(rows, rng.named("prior"));
    double[][] x = new double[rows][start.size()];
    for (int i = 0; i < rows; i++) {
      for (int e = 0; e < x[i].length; e++) {
        x[i][e] = start.at(i, e);
      }
    }
    listener.onState(0, grid.at(0), start);
    double[][] before = null; // the state one step earlier
    Deque<Remembered> history = new ArrayDeque<>(); // the newest first
    for (int k = 0; k < grid.steps(); k++) {
      Interruption.check("sampling", k, grid.steps());
      FloatBatch clean = Flow.mean(predictor, batch(x, start), Times.all(rows, grid.at(k)));
      if (k > 0) {
        x = corrected(x, before, history, clean, k);
      }
      history.removeIf(old -> old.lambda == Double.NEGATIVE_INFINITY);
      history.addFirst(new Remembered(lambda(k), clean));
      if (history.size() > rule.order()) {
        history.removeLast();
      }
      before = x;
      double next = lambda(k + 1);
      x = combine(x, k, rule.weights(lambdas(history, order(k)), next), history.iterator());
      listener.onState(k + 1, grid.at(k + 1), batch(x, start));
    }
    return new Samples<>(batch(x, start), (long) rows * grid.steps());
  }

  private double[][] corrected(
      double[][] x, double[][] before, Deque<Remembered> history, FloatBatch clean, int k) {
    double[] lambdas = lambdas(history, order(k - 1));
    if (lambdas[0] == Double.NEGATIVE_INFINITY) {
      return x;
    }
    double[] weights = rule.correction(lambdas, lambda(k));
    if (weights.length == 0) {
      return x;
    }
    Deque<Remembered> withEnd = new ArrayDeque<>(history);
    withEnd.addFirst(new Remembered(lambda(k), clean));
    return combine(before, k - 1, weights, withEnd.iterator());
  }

  /** The order of the step from time k. */
  private int order(int k) {
    if (grid.at(k + 1) == 0) {
      return 1;
    }
    return ending == Ending.LOWER_ORDER ? grid.steps() - k : rule.order();
  }

  private double lambda(int k) {
    return -Math.log(path.ratio(grid.at(k)));
  }

  private static double[] lambdas(Deque<Remembered> history, int most) {
    return history.stream().limit(most).mapToDouble(Remembered::lambda).toArray();
  }

  /** sigma_s / sigma_t x + alpha_s sum of w_j D_j, for the step from time k. */
  private double[][] combine(
      double[][] x, int k, double[] weights, Iterator<Remembered> predictions) {
    double kept = path.sigma(grid.at(k + 1)) / path.sigma(grid.at(k));
    double alpha = path.alpha(grid.at(k + 1));
    double[][] end = new double[x.length][];
    for (int i = 0; i < end.length; i++) {
      end[i] = new double[x[i].length];
      for (int e = 0; e < end[i].length; e++) {
        end[i][e] = kept * x[i][e];
      }
    }
    for (double weight : weights) {
      FloatBatch clean = predictions.next().clean;
      for (int i = 0; i < end.length; i++) {
        for (int e = 0; e < end[i].length; e++) {
          end[i][e] += alpha * weight * clean.at(i, e);
        }
      }
    }
    return end;
  }

  private static FloatBatch batch(double[][] x, FloatBatch like) {
    return like.map((i, e, value) -> x[i][e]);
  }
}
