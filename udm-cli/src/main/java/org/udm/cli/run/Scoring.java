package org.udm.cli.run;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.udm.core.Batch;
import org.udm.core.random.RandomStreams;
import org.udm.torch.parallel.Peers;

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
   * Returns what the end of the help says of them.
   *
   * @return paragraphs; none where the options say it all
   */
  default List<String> footer() {
    return List.of();
  }

  /**
   * Refuses options that contradict one another, before a model is read.
   *
   * @param steps how many equal steps the judged sampler takes, 0 for continuous time
   * @throws org.udm.cli.console.UserException if they do
   */
  void check(int steps);

  /**
   * Draws rows and judges them; called in every process, which share the draws.
   *
   * @param saved the trained model
   * @param task the rows that draws are held against
   * @param evaluated how these were evaluated
   * @param peers the processes, of which the leading one judges
   * @param rng the source of randomness
   * @param progress told what is being done
   * @return what is said of them, nothing if no draws are asked for; of no interest in processes
   *     that do not lead
   * @throws org.udm.cli.console.UserException if the options contradict the model
   */
  Scores of(
      SavedRun<X> saved,
      Task<X> task,
      Evaluated evaluated,
      Peers peers,
      RandomStreams rng,
      Consumer<String> progress);

  /**
   * How rows were evaluated before the draws.
   *
   * @param bound the bound of each row, if the family has one
   * @param steps how many equal steps the judged sampler takes, 0 for continuous time
   * @param draws noise draws per row
   * @param rows how many rows at most
   * @param guidance the scale of classifier-free guidance of what is drawn; null if nothing was
   *     said
   */
  record Evaluated(Optional<RowBounds> bound, int steps, int draws, long rows, Double guidance) {}
}
