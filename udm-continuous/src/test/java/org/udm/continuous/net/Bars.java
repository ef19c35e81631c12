package org.udm.continuous.net;

import org.udm.continuous.FloatBatch;
import org.udm.continuous.Labels;
import org.udm.core.given.Given;
import org.udm.core.random.RandomStreams;
import org.udm.core.train.DataSource;

/** Four images of 8 x 8 pixels in {-1, 1}, one per class: a bar on the left, right, top, bottom. */
final class Bars {
  static final int SIZE = 8;
  static final FloatBatch ALL = FloatBatch.of(new int[] {1, SIZE, SIZE}, items());

  private Bars() {}

  private static float[][] items() {
    float[][] items = new float[4][SIZE * SIZE];
    for (int k = 0; k < SIZE * SIZE; k++) {
      int row = k / SIZE;
      int column = k % SIZE;
      boolean[] bright = {column < 3, column >= 5, row < 3, row >= 5};
      for (int c = 0; c < 4; c++) {
        items[c][k] = bright[c] ? 1 : -1;
      }
    }
    return items;
  }

  /** Bars with their classes, drawn uniformly. */
  static Given<FloatBatch, Labels> draw(int rows, RandomStreams rng) {
    int[] labels = new int[rows];
    java.util.Arrays.setAll(labels, i -> rng.row(i).index(4));
    return new Given<>(ALL.gather(labels), Labels.of(labels));
  }

  static DataSource<Given<FloatBatch, Labels>> source(int rows) {
    return (step, rng) -> draw(rows, rng);
  }
}
