package org.udm.cli.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.udm.cli.console.UserException;
import org.udm.cli.image.ImageForm;
import org.udm.cli.point.PointForm;
import org.udm.cli.run.Setting;
import org.udm.cli.run.Settings;

class VectorSettingsTest {
  private static final String DEVIATION = "deviation";
  private static final double[] TIMES = {0.2, 0.6};

  /** The deviation can be chosen beside exactly the options with which it changes the training. */
  @Test
  void theDeviationIsRefusedWhereItChangesNothing() {
    List<Setting> known = PointForm.of().settings();
    Set<Boolean> seen = new TreeSet<>();
    for (String path : words(known, "path")) {
      for (String parametrization : words(known, "parametrization")) {
        for (String weight : words(known, "weight")) {
          Settings wide =
              Settings.defaults(known)
                  .with(
                      Map.of(
                          "path",
                          path,
                          "parametrization",
                          parametrization,
                          "weight",
                          weight,
                          DEVIATION,
                          2),
                      Settings.COMMAND_LINE);
          Settings narrow = wide.with(Map.of(DEVIATION, 0.5), Settings.COMMAND_LINE);
          boolean changes = !training(wide).equals(training(narrow));
          seen.add(changes);
          assertEquals(
              changes,
              isAccepted(wide, DEVIATION),
              () -> "%s, %s, %s".formatted(path, parametrization, weight));
        }
      }
    }
    assertEquals(Set.of(true, false), seen);
  }

  private static List<String> words(List<Setting> known, String name) {
    return known.stream().filter(s -> s.name().equals(name)).findAny().orElseThrow().words();
  }

  /** What the network says and what its errors weigh, at some times. */
  private static String training(Settings settings) {
    GaussianFamily family = GaussianFamily.of(settings, new int[] {2}, Optional.empty());
    StringBuilder numbers = new StringBuilder();
    for (double t : TIMES) {
      numbers.append(family.readout().at(t)).append(' ').append(family.weight().at(t)).append('\n');
    }
    return numbers.toString();
  }

  private static boolean isAccepted(Settings settings, String chosen) {
    try {
      settings.requireUsed(Set.of(chosen));
      return true;
    } catch (UserException e) {
      assertTrue(e.getMessage().startsWith("--" + chosen + " "), e.getMessage());
      return false;
    }
  }

  /** Other corruptions have no deviation, whatever path a record has beside them. */
  @Test
  void onlyGaussianNoiseHasADeviation() {
    List<Setting> known = ImageForm.of().settings();
    for (String corruption : words(known, "corruption")) {
      Settings settings =
          Settings.defaults(known)
              .with(
                  Map.of("corruption", corruption, "path", "edm", DEVIATION, 2),
                  Settings.COMMAND_LINE);
      assertEquals(corruption.equals("gaussian"), isAccepted(settings, DEVIATION), corruption);
    }
  }
}
