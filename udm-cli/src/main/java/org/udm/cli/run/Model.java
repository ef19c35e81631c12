package org.udm.cli.run;

import org.udm.cli.processes.Crew;
import org.udm.core.Batch;
import org.udm.core.train.Objective;

/**
 * A family of corruptions with everything that goes with it, as the settings of a run describe it:
 * objective, network, predictor, bounds and samplers.
 *
 * @param <X> the state
 */
public interface Model<X extends Batch<X>> {

  /**
   * Returns the objective, with a new time law.
   *
   * @return the objective
   */
  Objective<X, ?> objective();

  /**
   * Counts the units of data over which a loss is a mean.
   *
   * @param x0 clean rows [B]
   * @return tokens, pixels or coordinates in all rows
   */
  long units(X x0);

  /**
   * Starts the engine and a network with fresh weights.
   *
   * @param settings the run's options
   * @param crew the processes that train it together
   * @return the learner, at step 0
   */
  RunLearner<X> learner(Settings settings, Crew crew);

  /**
   * Starts the engine and reads the trained weights of a run.
   *
   * @param run the run
   * @param crew the processes, of which this is one
   * @param device where to compute
   * @param threads processor threads; 0 for all cores
   * @return the trained model
   * @throws org.udm.cli.console.UserException if the checkpoint cannot be read, or is of another
   *     network
   */
  Kept<X> kept(Run run, Crew crew, String device, int threads);
}
