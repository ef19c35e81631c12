package org.udm.continuous;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.udm.continuous.data.LabelledData;
import org.udm.core.given.Given;
import org.udm.core.random.RandomStreams;

class LabelsTest {
  @Test
  void rowsMove() {
    Labels labels = Labels.of(2, 0, Labels.NONE);
    assertEquals(Labels.of(-1, 2, 2), labels.gather(2, 0, 0));
    assertEquals(Labels.of(2, 0, -1, 5), labels.concat(Labels.all(1, 5)));
    assertEquals(labels.hashCode(), Labels.of(labels.toArray()).hashCode());
    assertNotEquals(labels, Labels.of(2, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> Labels.of(0, -2));
    assertThrows(IndexOutOfBoundsException.class, () -> labels.gather(3));
  }

  @Test
  void aShareIsDroppedAndTheOthersStay() {
    int n = 10_000;
    RandomStreams rng = RandomStreams.of(1);
    Labels dropped = Labels.all(n, 3).dropped(0.2, rng);
    long none = Arrays.stream(dropped.toArray()).filter(k -> k == Labels.NONE).count();
    // seed 1, binomial deviation 40: within 4 of them with probability 0.9999
    assertEquals(2_000, none, 160);
    assertEquals(n - none, Arrays.stream(dropped.toArray()).filter(k -> k == 3).count());
    // row i gets the same whatever the number of rows
    assertEquals(dropped.slice(0, 10), Labels.all(10, 3).dropped(0.2, rng));
    assertEquals(Labels.all(5, 3), Labels.all(5, 3).dropped(0, rng));
    assertEquals(Labels.all(5, Labels.NONE), Labels.all(5, 3).dropped(1, rng));
  }

  @Test
  void labelledItemsAreTheItemsOfTheSource() {
    FloatBatch items = FloatBatch.points(new float[] {0}, new float[] {1}, new float[] {2});
    LabelledData data = LabelledData.of(items, new int[] {1, 0, 1}, List.of("even", "odd"));
    Given<FloatBatch, Labels> drawn = data.labelledSource(50).batch(0, RandomStreams.of(4));
    assertEquals(data.source(50).batch(0, RandomStreams.of(4)), drawn.x());
    for (int i = 0; i < 50; i++) {
      assertEquals(drawn.x().at(i, 0) == 1 ? 0 : 1, drawn.c().at(i));
    }
    assertThrows(IllegalArgumentException.class, () -> data.labelledSource(0));
  }
}
