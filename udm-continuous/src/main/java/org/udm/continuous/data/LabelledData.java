package org.udm.continuous.data;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.Labels;
import org.udm.core.given.Given;
import org.udm.core.random.RandomStreams;
import org.udm.core.train.DataSource;

/**
 * A finite data set in memory: items of one shape, each with a label.
 *
 * <pre>{@code
 * LabelledData digits = IdxFile.read(Path.of("train-images.gz"), Path.of("train-labels.gz"));
 * DataSource<FloatBatch> source = digits.source(128);
 * }</pre>
 */
public final class LabelledData {
  private final FloatBatch items;
  private final int[] labels; // [n]
  private final List<String> names; // [K]

  private LabelledData(FloatBatch items, int[] labels, List<String> names) {
    this.items = items;
    this.labels = labels;
    this.names = names;
  }

  /**
   * Returns a data set.
   *
   * @param items items without NaN or infinity [n]
   * @param labels one per item, each in [0, K) [n]
   * @param names what the labels mean [K]
   * @return the data set
   * @throws IllegalArgumentException if there is no item, the numbers differ, a label is out of
   *     range or an element is not finite
   */
  public static LabelledData of(FloatBatch items, int[] labels, List<String> names) {
    if (items.rows() == 0 || labels.length != items.rows()) {
      throw new IllegalArgumentException(
          "%d items with %d labels: give at least one item and one label for each"
              .formatted(items.rows(), labels.length));
    }
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= names.size()) {
        throw new IllegalArgumentException(
            "item %d has label %d, which is outside [0, %d)".formatted(i, labels[i], names.size()));
      }
      for (int k = 0; k < items.size(); k++) {
        if (!Float.isFinite(items.at(i, k))) {
          throw new IllegalArgumentException(
              "item %d has %s at element %d: remove the item or repair its source"
                  .formatted(i, items.at(i, k), k));
        }
      }
    }
    return new LabelledData(items, labels.clone(), List.copyOf(names));
  }

  /**
   * Returns a data set in which all items have label 0.
   *
   * @param items items without NaN or infinity [n]
   * @return the data set
   * @throws IllegalArgumentException if there is no item or an element is not finite
   */
  public static LabelledData of(FloatBatch items) {
    return of(items, new int[items.rows()], List.of("all"));
  }

  /**
   * Returns the items.
   *
   * @return the items [n]
   */
  public FloatBatch items() {
    return items;
  }

  /**
   * Returns the labels.
   *
   * @return one in [0, K) per item, an array of its own [n]
   */
  public int[] labels() {
    return labels.clone();
  }

  /**
   * Returns what the labels mean.
   *
   * @return names [K]
   */
  public List<String> names() {
    return names;
  }

  /**
   * Returns the number of items.
   *
   * @return n
   */
  public int size() {
    return items.rows();
  }

  /**
   * Returns the items of one label.
   *
   * @param label in [0, K)
   * @return the part of the data set
   * @throws IllegalArgumentException if no item has it
   */
  public LabelledData withLabel(int label) {
    int[] index = IntStream.range(0, size()).filter(i -> labels[i] == label).toArray();
    if (index.length == 0) {
      throw new IllegalArgumentException(
          "no item has label %d; the labels are %s"
              .formatted(
                  label, Arrays.toString(Arrays.stream(labels).distinct().sorted().toArray())));
    }
    return gather(index);
  }

  /**
   * Returns items by their numbers.
   *
   * @param index numbers in [0, n), at least one; they may repeat
   * @return the items with their labels
   */
  public LabelledData gather(int... index) {
    if (index.length == 0) {
      throw new IllegalArgumentException("a part of no items: name at least one");
    }
    int[] chosen = Arrays.stream(index).map(i -> labels[i]).toArray();
    return new LabelledData(items.gather(index), chosen, names);
  }

  /**
   * Returns batches of items drawn uniformly with replacement.
   *
   * @param batch rows a batch, at least 1
   * @return the source
   * @throws IllegalArgumentException if the batch has no rows
   */
  public DataSource<FloatBatch> source(int batch) {
    requireRows(batch);
    return (step, rng) -> items.gather(drawn(batch, rng));
  }

  /**
   * Returns batches of items with their labels: the items of {@link #source}.
   *
   * @param batch rows a batch, at least 1
   * @return the source
   * @throws IllegalArgumentException if the batch has no rows
   */
  public DataSource<Given<FloatBatch, Labels>> labelledSource(int batch) {
    requireRows(batch);
    return (step, rng) -> {
      int[] index = drawn(batch, rng);
      return new Given<>(items.gather(index), Labels.of(labels).gather(index));
    };
  }

  private static void requireRows(int batch) {
    if (batch < 1) {
      throw new IllegalArgumentException("batches of " + batch + " rows: at least 1 is needed");
    }
  }

  private int[] drawn(int batch, RandomStreams rng) {
    int[] index = new int[batch];
    Arrays.setAll(index, i -> rng.row(i).index(size()));
    return index;
  }

  @Override
  public String toString() {
    return "%d items %s with %d labels"
        .formatted(size(), Arrays.toString(items.shape()), names.size());
  }
}
