package org.udm.cli.vector;

import java.util.Set;
import java.util.function.DoubleFunction;
import org.udm.continuous.FloatBatch;
import org.udm.core.Prior;
import org.udm.core.predict.X0Predictor;
import org.udm.core.reverse.ReverseKernel;
import org.udm.core.sample.Condition;
import org.udm.core.sample.GridSampler;
import org.udm.core.sample.PredictThenCorrect;
import org.udm.core.sample.SampleListener;
import org.udm.core.sample.Sampler;
import org.udm.core.sample.Transition;
import org.udm.core.sample.X0Choice;
import org.udm.core.schedule.TimeGrid;

/**
 * A sampler by its name on the command line.
 *
 * @param name the word of {@code --sampler}
 * @param steps its usual number of steps
 * @param times its usual time grid
 * @param start where it may begin
 * @param eta its usual eta
 * @param takes which options it has
 * @param maker makes it
 */
public record Method(
    String name, int steps, String times, Start start, double eta, Set<Takes> takes, Maker maker) {

  /** An option that only some samplers have. */
  public enum Takes {
    /** A time grid: steps and times. */
    GRID,
    /** The part of the noise that is renewed. */
    ETA,
    /** How much noise is added in between. */
    CHURN,
    /** What is known of x_0. */
    KNOWN
  }

  /** Where a sampler may begin. */
  public enum Start {
    /** At t = 1, whatever is left of x_0 there. */
    AT_ONE,
    /** Where something is left of x_0. */
    WITH_SIGNAL
  }

  /**
   * What a sampler is made of.
   *
   * @param predictor the x_0-predictor, whose beliefs have means
   * @param grid the times
   * @param eta the part of the noise that is renewed, in [0, 1]
   * @param churn how much noise is added in between, at least 0
   * @param known what is known of x_0
   * @param listener told of every state
   */
  public record Draft(
      X0Predictor<FloatBatch> predictor,
      TimeGrid grid,
      double eta,
      double churn,
      Condition<FloatBatch> known,
      SampleListener<FloatBatch> listener) {}

  /** Makes a sampler. */
  @FunctionalInterface
  public interface Maker {

    /**
     * Returns the sampler.
     *
     * @param draft what it is made of
     * @return the sampler
     */
    Sampler<FloatBatch> of(Draft draft);
  }

  /** Makes a step of a sampler. */
  @FunctionalInterface
  public interface StepMaker {

    /**
     * Returns the step.
     *
     * @param draft what it is made of
     * @return the step
     */
    Transition<FloatBatch> of(Draft draft);
  }

  /**
   * Returns a method that takes the mean of x_0 and then a reverse kernel of one eta.
   *
   * @param name its name
   * @param steps its usual number of steps
   * @param times its usual time grid
   * @param prior the law of x_1
   * @param kernel the kernel
   * @return the method
   */
  public static Method kernel(
      String name,
      int steps,
      String times,
      Prior<FloatBatch> prior,
      ReverseKernel<FloatBatch> kernel) {
    return new Method(
        name,
        steps,
        times,
        Start.AT_ONE,
        0,
        Set.of(Takes.GRID, Takes.KNOWN),
        draft -> corrected(draft, prior, kernel));
  }

  /**
   * Returns a method that takes the mean of x_0 and then a reverse kernel that depends on eta.
   *
   * @param name its name
   * @param steps its usual number of steps
   * @param times its usual time grid
   * @param prior the law of x_1
   * @param eta its usual eta
   * @param kernel the kernel of an eta in [0, 1]
   * @return the method
   */
  public static Method kernel(
      String name,
      int steps,
      String times,
      Prior<FloatBatch> prior,
      double eta,
      DoubleFunction<ReverseKernel<FloatBatch>> kernel) {
    return new Method(
        name,
        steps,
        times,
        Start.AT_ONE,
        eta,
        Set.of(Takes.GRID, Takes.KNOWN, Takes.ETA),
        draft -> corrected(draft, prior, kernel.apply(draft.eta())));
  }

  private static Sampler<FloatBatch> corrected(
      Draft draft, Prior<FloatBatch> prior, ReverseKernel<FloatBatch> kernel) {
    return GridSampler.of(
            prior,
            PredictThenCorrect.of(draft.predictor(), kernel)
                .withChoice(X0Choice.MEAN)
                .withCondition(draft.known()),
            draft.grid())
        .withListener(draft.listener());
  }

  /**
   * Returns a method of steps of another kind, which begins where something is left of x_0.
   *
   * @param name its name
   * @param steps its usual number of steps
   * @param times its usual time grid
   * @param prior the law of x_1
   * @param step the step
   * @param more options beside the time grid
   * @return the method
   */
  public static Method steps(
      String name,
      int steps,
      String times,
      Prior<FloatBatch> prior,
      StepMaker step,
      Takes... more) {
    Set<Takes> takes = new java.util.HashSet<>(Set.of(more));
    takes.add(Takes.GRID);
    return new Method(
        name,
        steps,
        times,
        Start.WITH_SIGNAL,
        0,
        Set.copyOf(takes),
        draft ->
            GridSampler.of(prior, step.of(draft), draft.grid()).withListener(draft.listener()));
  }
}
