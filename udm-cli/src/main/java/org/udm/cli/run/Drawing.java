package org.udm.cli.run;

import java.util.Map;
import java.util.function.LongConsumer;
import org.udm.core.Batch;
import org.udm.core.sample.Sampler;
import org.udm.torch.parallel.Peers;

/**
 * How the rows of one call of {@code udm sample} are drawn and shown.
 *
 * @param <X> the state
 */
public interface Drawing<X extends Batch<X>> {

  /**
   * Returns what one row or several are called.
   *
   * @param rows how many
   * @return such as text or texts
   */
  String noun(int rows);

  /**
   * Returns the sampler of a batch.
   *
   * @param from the number of its first row
   * @param calls told of the number of predictions after each
   * @return the sampler
   */
  Sampler<X> sampler(int from, LongConsumer calls);

  /**
   * Takes the rows of a batch, and prints them unless they go into a document.
   *
   * @param drawn the rows [B]
   */
  void show(X drawn);

  /** Writes what is made of all rows together, such as a picture. */
  void end();

  /**
   * Adds up over all processes what was counted while drawing; called once, after the last batch.
   *
   * @param peers the processes that drew
   */
  void share(Peers peers);

  /**
   * Returns how many rows the network predicted, over all batches and processes.
   *
   * @return at least 0
   */
  long rowsPredicted();

  /**
   * Returns how the rows were drawn, as JSON shows it.
   *
   * @return options by name
   */
  Map<String, Object> choices();

  /**
   * Returns the rows, as JSON shows them.
   *
   * @return results by name
   */
  Map<String, Object> results();

  /**
   * Returns a remark for the last line.
   *
   * @return empty, or words that begin with a space
   */
  String remark();
}
