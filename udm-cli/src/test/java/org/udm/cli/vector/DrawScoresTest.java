package org.udm.cli.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.data.PointLaws;
import org.udm.core.random.RandomStreams;

/** Draws of the data's own law look like rows; copies and draws of another law are told apart. */
class DrawScoresTest {
  private static final int N =
      400; // seeds 1 to 3; what is compared differs by far more than chance

  private static FloatBatch moons(long seed) {
    return PointLaws.twoMoons(0.05).draw(N, RandomStreams.of(seed));
  }

  private static double number(Map<String, Object> json, String name) {
    return ((Number) json.get(name)).doubleValue();
  }

  @Test
  void drawsOfAnotherLawAreFartherOffThanRows() {
    FloatBatch rings = PointLaws.rings(2, 0.05).draw(N, RandomStreams.of(1));
    Map<String, Object> good =
        DrawScores.distances(moons(1), moons(2), moons(3), RandomStreams.of(4)).json();
    Map<String, Object> bad =
        DrawScores.distances(rings, moons(2), moons(3), RandomStreams.of(4)).json();
    for (String name : new String[] {"energy_distance", "sliced_wasserstein"}) {
      assertEquals(number(good, name + "_of_rows"), number(good, name), 0.05);
      assertTrue(number(bad, name) > 2 * number(bad, name + "_of_rows") + 0.02, name);
    }
    assertEquals(number(good, "precision_of_rows"), number(good, "precision"), 0.08);
    assertTrue(number(bad, "precision") < 0.6);
    assertTrue(number(bad, "recall") < 0.9);
  }

  @Test
  void copiesAreFound() {
    FloatBatch training = moons(3);
    Map<String, Object> fresh = DrawScores.copies(moons(1), moons(2), training).json();
    assertTrue(number(fresh, "draws_nearer_than_any_row") < 10);
    FloatBatch half =
        moons(1)
            .gather(IntStream.range(0, N / 2).toArray())
            .concat(training.gather(IntStream.range(0, N / 2).toArray()));
    Map<String, Object> copied = DrawScores.copies(half, moons(2), training).json();
    assertEquals(0, number(copied, "nearest_training_row_least"));
    assertTrue(number(copied, "draws_nearer_than_any_row") >= N / 2);
  }
}
