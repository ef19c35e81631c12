package org.udm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.udm.cli.run.Kind;
import org.udm.cli.run.Setting;
import org.udm.torch.Device;

/**
 * A run comes out alike on every device.
 *
 * <p>The system property {@code udm.test.device} names the device that is held against the
 * processor, cuda unless said; {@code cpu} tries the comparison itself.
 */
class DeviceComparisonTest {
  @TempDir static Path folder;
  private static DeviceComparison comparison;

  @BeforeAll
  static void prepare() {
    comparison = new DeviceComparison(folder);
  }

  private static DeviceCase named(String name) {
    return DeviceCase.all().stream().filter(c -> c.name().equals(name)).findFirst().get();
  }

  /** All there is, on a card. */
  @Nested
  @Tag("gpu")
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  class OnTheCard {
    private final String device = System.getProperty("udm.test.device", "cuda");

    @BeforeAll
    void needsTheDevice() {
      String lack = "";
      try {
        Device.parse(device);
      } catch (IllegalArgumentException e) {
        lack = e.getMessage();
      }
      assumeTrue(lack.isEmpty(), lack);
    }

    @TestFactory
    Stream<DynamicTest> everythingComesOutAsOnTheProcessor() {
      return DeviceCase.all().stream()
          .map(
              c ->
                  DynamicTest.dynamicTest(
                      c.name(), () -> assertEquals(List.of(), comparison.differences(c, device))));
    }
  }

  /** On one device the same seed gives the same; another seed does not, and is found out. */
  @ParameterizedTest
  @ValueSource(strings = {"categorical, masked", "points, EDM", "cold pixelation"})
  void theComparisonTellsSameFromDifferent(String name) throws IOException {
    DeviceCase c = named(name);
    Path weights = comparison.weights(c);
    Map<String, Object> first = comparison.on(c, weights, "cpu");
    assertEquals(first.keySet(), comparison.on(c, weights, "cpu").keySet());
    assertEquals(
        List.of(), DeviceComparison.differences(c, first, comparison.on(c, weights, "cpu")));
    List<String> planted =
        DeviceComparison.differences(c, first, comparison.on(c, weights, "cpu", "--seed=2"));
    for (String part : List.of("loss of step 4", c.eval() == null ? "sample" : "eval")) {
      assertTrue(planted.stream().anyMatch(said -> said.startsWith(part)), planted::toString);
    }
  }

  @Test
  void noCorruptionIsForgotten() {
    for (Kind<?> kind : Kinds.create().all()) {
      Setting setting =
          kind.settings().stream().filter(s -> s.name().equals("corruption")).findFirst().get();
      Set<String> compared =
          DeviceCase.all().stream()
              .filter(c -> c.kind().equals(kind.name()))
              .flatMap(c -> c.options().stream())
              .filter(o -> o.startsWith("--corruption="))
              .map(o -> o.substring("--corruption=".length()))
              .collect(Collectors.toCollection(TreeSet::new));
      compared.add(setting.standard().toString());
      assertEquals(new TreeSet<>(setting.words()), compared, kind.name());
    }
  }
}
