package org.udm.core.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The times that a sampler visits. */
class TimeGridTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 1000})
  void uniformGridsFallFromOneToZero(int steps) {
    TimeGrid grid = TimeGrid.uniform(steps);
    assertEquals(steps, grid.steps());
    assertEquals(1, grid.at(0));
    assertEquals(0, grid.at(steps));
    for (int k = 1; k <= steps; k++) {
      assertTrue(grid.at(k) < grid.at(k - 1));
      assertEquals(1.0 / steps, grid.at(k - 1) - grid.at(k), 1e-15);
    }
  }

  @Test
  void gridsAreValues() {
    double[] times = {1, 0.5, 0};
    TimeGrid grid = TimeGrid.of(times);
    times[1] = 0.7;
    assertEquals(TimeGrid.uniform(2), grid);
    assertEquals(TimeGrid.uniform(2).hashCode(), grid.hashCode());
    assertEquals("TimeGrid[1.0, 0.5, 0.0]", grid.toString());
  }

  @Test
  void whatDoesNotDecreaseIsRefused() {
    for (double[] wrong :
        new double[][] {{}, {1}, {0, 1}, {1, 0.5, 0.5}, {1.1, 0}, {1, -0.1}, {1, Double.NaN, 0}}) {
      assertThrows(IllegalArgumentException.class, () -> TimeGrid.of(wrong));
    }
    assertThrows(IllegalArgumentException.class, () -> TimeGrid.uniform(0));
  }
}
