package org.udm.cli.run;

import java.util.function.Consumer;
import org.udm.core.Batch;
import org.udm.core.random.RandomStreams;

/**
 * The options of {@code udm eval} that are of some kinds of data, with picocli's annotations: how
 * rows that the model draws are judged.
 *
 * @param <X> the state
 */
public interface Scoring<X extends Batch<X>> {

  /**
   * Returns what the help calls them.
   *
   * @return a heading
   */
  String heading();

  /**
   * Refuses options that contradict one another, before a model is read.
   *
   * @throws org.udm.cli.console.UserException if they do
   */
  void check();

  /**
   * Draws rows and judges them.
   *
   * @param saved the trained model
   * @param task the rows that draws are held against
   * @param rng the source of randomness
   * @param progress told what is being done
   * @return what is said of them, nothing if no draws are asked for
   * @throws org.udm.cli.console.UserException if the options contradict the model
   */
  Scores of(SavedRun<X> saved, Task<X> task, RandomStreams rng, Consumer<String> progress);
}
