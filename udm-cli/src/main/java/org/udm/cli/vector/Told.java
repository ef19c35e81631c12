package org.udm.cli.vector;

import org.udm.continuous.Labels;

/**
 * What rows are told of their class.
 *
 * @param label the class of every row, or {@link Labels#NONE}; null for the classes by turns
 * @param classes K that the network knows
 */
record Told(Integer label, int classes) {

  /** Nothing is told to a network that knows no class, and one class after the other to others. */
  static Told usual(int classes) {
    return new Told(classes == 0 ? Labels.NONE : null, classes);
  }

  /** Whether all rows are told the same. */
  Alike alike() {
    return label == null ? Alike.NO : Alike.YES;
  }

  /** Whether all rows are told the same. */
  enum Alike {
    YES,
    NO
  }

  /** The classes of some rows, of which the first has a number. */
  Labels of(int from, int rows) {
    int[] labels = new int[rows];
    java.util.Arrays.setAll(labels, i -> label == null ? (from + i) % classes : label);
    return Labels.of(labels);
  }
}
