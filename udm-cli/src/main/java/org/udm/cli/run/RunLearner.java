package org.udm.cli.run;

import org.udm.core.Batch;
import org.udm.core.train.Learner;
import org.udm.core.train.TimeLaw;

/**
 * The network of a run while it learns, on whichever engine, with the checkpoint that it is kept
 * in.
 *
 * @param <X> the state
 */
public interface RunLearner<X extends Batch<X>> extends Learner<X>, AutoCloseable {

  /**
   * Returns what it is computed with.
   *
   * @return the started engine
   */
  EngineDescription engine();

  /**
   * Returns how many steps were taken.
   *
   * @return steps, those before a resumption included
   */
  long steps();

  /**
   * Returns the size of the network.
   *
   * @return the number of its weights
   */
  long size();

  /**
   * Gives all processes what the leading one starts from.
   *
   * @param times the time law, whose state goes along
   */
  void share(TimeLaw times);

  /**
   * Requires that the processes that learn as one hold the same bits.
   *
   * @throws IllegalStateException if their weights differ
   */
  void requireSameWeights();

  /**
   * Writes the checkpoint in place of the one before, or leaves that as it was.
   *
   * @param directory of the run
   * @param times the time law, whose state is kept, too
   * @throws java.io.UncheckedIOException if it cannot be written
   */
  void save(RunDirectory directory, TimeLaw times);

  /**
   * Goes on from the checkpoint.
   *
   * @param directory of the run
   * @param times the time law, whose state is read, too
   * @throws org.udm.cli.console.UserException if it cannot be read, or is of another network
   */
  void load(RunDirectory directory, TimeLaw times);

  /**
   * Returns the model with the weights as they are now, averaged ones where there is an average.
   *
   * @return the trained model, which the caller closes
   */
  Trained<X> trained();

  /**
   * Returns the loss with the weights as they are now, averaged ones where there is an average.
   *
   * @return the loss, which the caller closes
   */
  RowLosses<X> losses();

  /** Frees the weights. */
  @Override
  void close();
}
