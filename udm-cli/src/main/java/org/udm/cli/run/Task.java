package org.udm.cli.run;

import java.util.Map;
import java.util.stream.Stream;
import org.udm.core.Batch;
import org.udm.core.train.DataSource;

/**
 * What is trained on, and how it is measured.
 *
 * @param description what a model must know of its data, as JSON holds it: the vocabulary, or the
 *     shape of an item
 * @param training clean rows by step
 * @param evaluated rows to evaluate with
 * @param part what these are: validation, training or all
 * @param hash identifies the data
 * @param measure what bounds and losses are counted in
 * @param <X> the state
 */
public record Task<X extends Batch<X>>(
    Map<String, Object> description,
    DataSource<X> training,
    Rows<X> evaluated,
    String part,
    String hash,
    Measure measure) {

  /** The part that marks what is not trained on. */
  public static final String VALIDATION = "validation";

  /**
   * Rows to evaluate with.
   *
   * @param <X> the state
   */
  @FunctionalInterface
  public interface Rows<X extends Batch<X>> {

    /**
     * Returns rows, the same at every call.
     *
     * @param rows how many at most, at least 1
     * @return batches, spread over the data
     */
    Stream<X> atMost(long rows);
  }
}
