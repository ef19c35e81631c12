package org.udm.continuous;

import java.util.Arrays;
import org.udm.core.Batch;
import org.udm.core.random.RandomStreams;

/**
 * What class each row is of, for states {@code Given<FloatBatch, Labels>}; a row may have none.
 *
 * <pre>{@code
 * Labels labels = Labels.of(3, 1, Labels.NONE);
 * }</pre>
 *
 * <p>Immutable: the array is copied in and never handed out.
 */
public final class Labels implements Batch<Labels> {
  /** The label of a row of no known class. */
  public static final int NONE = -1;

  private final int[] values; // [B]

  private Labels(int[] values) {
    this.values = values;
  }

  /**
   * Returns labels.
   *
   * @param labels one per row, at least 0 or {@link #NONE} [B]
   * @return the labels
   * @throws IllegalArgumentException if a label is below {@link #NONE}
   */
  public static Labels of(int... labels) {
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < NONE) {
        throw new IllegalArgumentException(
            "row %d has label %d: it must be at least 0, or %d for no class"
                .formatted(i, labels[i], NONE));
      }
    }
    return new Labels(labels.clone());
  }

  /**
   * Returns the same label for every row.
   *
   * @param rows the number of rows B, at least 0
   * @param label at least 0 or {@link #NONE}
   * @return the labels [B]
   * @throws IllegalArgumentException if the label is below {@link #NONE}
   */
  public static Labels all(int rows, int label) {
    int[] labels = new int[rows];
    Arrays.fill(labels, label);
    return of(labels);
  }

  /**
   * Returns labels of which some are forgotten, so that a network also learns p(x_0) without a
   * class, which classifier-free guidance needs.
   *
   * <p>Source: Ho and Salimans, "Classifier-free diffusion guidance", 2022, algorithm 1.
   *
   * @param probability with which a label becomes {@link #NONE}, in [0, 1]
   * @param rng the source of randomness; row i takes the first number of {@code rng.row(i)}
   * @return the labels [B]
   * @throws IllegalArgumentException if the probability is outside [0, 1]
   */
  public Labels dropped(double probability, RandomStreams rng) {
    int[] kept = values.clone();
    for (int i = 0; i < kept.length; i++) {
      kept[i] = rng.row(i).bernoulli(probability) ? NONE : kept[i];
    }
    return new Labels(kept);
  }

  @Override
  public int rows() {
    return values.length;
  }

  /**
   * Returns the label of one row.
   *
   * @param row the row, in [0, B)
   * @return at least 0 or {@link #NONE}
   */
  public int at(int row) {
    return values[row];
  }

  /**
   * Returns the labels as an array of its own.
   *
   * @return the labels [B]
   */
  public int[] toArray() {
    return values.clone();
  }

  @Override
  public Labels gather(int... index) {
    return new Labels(Arrays.stream(index).map(i -> values[i]).toArray());
  }

  @Override
  public Labels concat(Labels other) {
    int[] joined = Arrays.copyOf(values, values.length + other.values.length);
    System.arraycopy(other.values, 0, joined, values.length, other.values.length);
    return new Labels(joined);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Labels labels && Arrays.equals(values, labels.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "Labels" + Arrays.toString(values);
  }
}
