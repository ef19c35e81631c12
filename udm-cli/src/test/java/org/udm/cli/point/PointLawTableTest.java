package org.udm.cli.point;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.udm.cli.console.UserException;
import org.udm.cli.run.Settings;
import org.udm.continuous.FloatBatch;
import org.udm.core.random.RandomStreams;

class PointLawTableTest {
  private static final int ROWS = 20;

  /** The noise can be chosen for exactly the laws whose points it moves. */
  @ParameterizedTest
  @EnumSource
  void noiseIsRefusedWhereItMovesNoPoint(PointLawTable law) {
    boolean moves = !points(law, 0.1).equals(points(law, 0.3));
    assertEquals(moves, PointLawTable.noisy().contains(law.word()));
    Settings settings =
        Settings.defaults(PointForm.of().settings())
            .with(Map.of("data", law.word(), "noise", 0.3), Settings.COMMAND_LINE);
    if (moves) {
      assertDoesNotThrow(() -> settings.requireUsed(Set.of("noise")));
    } else {
      assertThrows(UserException.class, () -> settings.requireUsed(Set.of("noise")));
    }
  }

  private static String points(PointLawTable law, double noise) {
    FloatBatch points = law.law(noise).draw(ROWS, RandomStreams.of(1));
    return Arrays.deepToString(IntStream.range(0, ROWS).mapToObj(points::row).toArray());
  }
}
