package org.udm.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.udm.cli.console.Json;
import org.udm.cli.console.UserException;
import org.udm.cli.image.ImageForm;
import org.udm.cli.point.PointForm;
import org.udm.cli.text.RestoreKind;
import org.udm.cli.text.TextKind;
import org.udm.cli.vector.VectorKind;

class SettingsTest {
  private static final Settings DEFAULTS = Settings.defaults(TextKind.of().settings());

  static List<Setting> all() {
    return TextKind.of().settings();
  }

  @Test
  void namesAreUnique() {
    List<String> names = all().stream().map(Setting::name).toList();
    assertEquals(names.size(), new HashSet<>(names).size());
  }

  /** The record of a run is a configuration of the same run, also after its way through JSON. */
  @Test
  void valuesComeBackFromTheirRecord() {
    Map<String, Object> changed =
        Map.of("lr", 3.3e-4, "layers", 7, "seed", Long.MIN_VALUE, "data", "/a b/c,d.txt");
    Settings settings = DEFAULTS.with(changed, "");
    String json = Json.text(Map.of("config", settings.values()));
    Map<?, ?> config = (Map<?, ?>) Json.object(json, "").get("config");
    assertEquals(settings.values(), DEFAULTS.with(Json.named(config), "").values());
    assertEquals(List.copyOf(settings.values().keySet()), List.copyOf(config.keySet()));
  }

  @ParameterizedTest
  @MethodSource("all")
  void standardIsInItsOwnRangeAndReadsBackFromText(Setting setting) {
    assertEquals(setting.standard(), setting.read(setting.standard(), "--"));
    assertEquals(setting.standard(), setting.read(String.valueOf(setting.standard()), "--"));
  }

  @ParameterizedTest
  @MethodSource("all")
  void helpIsASentenceThatNamesTheDefault(Setting setting) {
    String help = setting.description();
    assertTrue(help.endsWith("."), help);
    assertTrue(help.contains("default") || setting.standard().equals(""), help);
    assertTrue(help.chars().noneMatch(c -> c > 126), help);
  }

  /** The ends of a range belong to it; the numbers beside them do not, and are told the range. */
  @ParameterizedTest
  @MethodSource("all")
  void rangesEndWhereTheySay(Setting setting) {
    if (setting.kind() == Setting.Kind.NUMBER) {
      assertEquals(setting.low(), setting.read(setting.low(), "--"));
      assertEquals(setting.high(), setting.read(setting.high(), "--"));
      assertRefused(setting, Math.nextDown(setting.low()));
      assertRefused(setting, Math.nextUp(setting.high()));
      assertRefused(setting, Double.NaN);
    }
    if (setting.kind() == Setting.Kind.INTEGER && setting.low() > Long.MIN_VALUE) {
      long low = (long) setting.low();
      assertEquals(low, setting.read(low, "--"));
      assertRefused(setting, low - 1);
      if (setting.high() < Long.MAX_VALUE) {
        long high = (long) setting.high();
        assertEquals(high, setting.read(high, "--"));
        assertRefused(setting, high + 1);
      }
    }
    if (setting.kind() == Setting.Kind.WORD) {
      setting.words().forEach(word -> assertEquals(word, setting.read(word, "--")));
      setting.words().forEach(word -> assertRefused(setting, word + "x"));
    }
  }

  /** A value of a wrong kind is refused, never taken for something else. */
  @ParameterizedTest
  @MethodSource("all")
  void otherKindsAreRefused(Setting setting) {
    assertRefused(setting, List.of(1));
    assertRefused(setting, true);
    assertRefused(setting, null);
    if (setting.kind() != Setting.Kind.TEXT) {
      assertRefused(setting, "");
      assertRefused(setting, "one two");
    }
    if (setting.kind() == Setting.Kind.INTEGER) {
      assertRefused(setting, 1.5);
      assertRefused(setting, "1e3");
      assertRefused(setting, "99999999999999999999");
    }
  }

  @Test
  void readableThousandsAreIntegers() {
    assertEquals(10_000, DEFAULTS.with(Map.of("steps", "10_000"), "--").integer("steps"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"layer", "LAYERS", "", "--layers"})
  void unknownNamesAreToldTheKnownOnes(String name) {
    UserException e =
        assertThrows(
            UserException.class,
            () -> DEFAULTS.with(Map.of(name, 1), Settings.in(Path.of("c.json"))));
    assertTrue(e.getMessage().startsWith("c.json: " + name + ": there is no such option"));
    all().forEach(setting -> assertTrue(e.getMessage().contains(setting.name())));
  }

  @Test
  void replacingLeavesTheOriginalAsItWas() {
    DEFAULTS.with(Map.of("layers", 9), "--");
    assertEquals(4, DEFAULTS.integer("layers"));
  }

  /** What a setting is for is another setting, of which the kind has one of the values. */
  @ParameterizedTest
  @MethodSource("ofAllKinds")
  void whatASettingIsForExists(Kind<?> kind) {
    List<Setting> settings = kind.settings();
    for (Setting setting : settings) {
      for (Need need : setting.needs().stream().flatMap(List::stream).toList()) {
        Setting other =
            settings.stream().filter(s -> s.name().equals(need.other())).findAny().orElseThrow();
        assertTrue(
            other.kind() == Setting.Kind.TEXT
                || need.values().stream().anyMatch(other.words()::contains),
            setting::toString);
      }
    }
  }

  static List<Kind<?>> ofAllKinds() {
    return List.of(
        TextKind.of(),
        RestoreKind.of(),
        VectorKind.of(PointForm.of(), null, null),
        VectorKind.of(ImageForm.of(), null, null));
  }

  /** Needs are told from the root, and what was not chosen needs nothing. */
  @Test
  void chosenSettingsMustSaySomething() {
    Settings spread = DEFAULTS.with(Map.of("spread", 0.2), "--");
    assertTold("--spread 0.2 with --corruption mask", spread, "spread");
    Settings categorical = spread.with(Map.of("corruption", "categorical"), "--");
    assertTold("--spread 0.2 with --process mixed", categorical, "spread", "corruption");
    categorical.with(Map.of("process", "gaussian"), "--").requireUsed(Set.of("spread"));
    spread.requireUsed(Set.of("lr"));
  }

  /** What is needed is one of several things, told with all that stands in their places. */
  @Test
  void alternativesAreTold() {
    Settings deviation =
        Settings.defaults(PointForm.of().settings()).with(Map.of("deviation", 2), "--");
    assertTold(
        "--deviation 2 with --parametrization auto and --weight output and --path vp-cosine: it is for --parametrization edm, or --weight edm, or --path ve or edm; add that, or leave --deviation out",
        deviation,
        "deviation");
    assertTold(
        "--deviation 2 with --parametrization velocity and --weight output: it is for --parametrization edm or auto, or --weight edm; add",
        deviation.with(Map.of("path", "edm", "parametrization", "velocity"), "--"),
        "deviation");
  }

  /** A benchmark's parts are its own, wherever it is kept; of what has its name, they are not. */
  @Test
  void partsOfBenchmarksAreNotChosen() {
    Set<String> chosen = Set.of("validation");
    for (String data : List.of("text8", "text8:/a/b", "enwik8:/a")) {
      Settings settings = DEFAULTS.with(Map.of("data", data), "--");
      assertTold(
          "--validation 0.1 with --data " + data + ": it is for any", settings, "validation");
      settings.requireUsed(Set.of("data"));
      Settings.defaults(RestoreKind.of().settings())
          .with(Map.of("data", data), "--")
          .requireUsed(chosen);
    }
    DEFAULTS.with(Map.of("data", "/a/text8"), "--").requireUsed(chosen);
    DEFAULTS.with(Map.of("data", "text8.txt"), "--").requireUsed(chosen);
  }

  private static void assertTold(String message, Settings settings, String... chosen) {
    UserException e = assertThrows(UserException.class, () -> settings.requireUsed(Set.of(chosen)));
    assertTrue(e.getMessage().startsWith(message), e.getMessage());
  }

  /** A last learning rate above the highest is refused or, where nobody gave it, lowered. */
  @Test
  void theLearningRateDoesNotRise() {
    Settings low = DEFAULTS.with(Map.of("lr", 1e-5), "--");
    assertEquals(1e-6, CommonSettings.withLastRate(low, Set.of("lr")).number("lr-end"), 1e-20);
    assertEquals(1e-4, CommonSettings.withLastRate(DEFAULTS, Set.of("lr")).number("lr-end"));
    Settings same = DEFAULTS.with(Map.of("lr", 1e-4), "--"); // as the usual last one
    assertEquals(1e-5, CommonSettings.withLastRate(same, Set.of("lr")).number("lr-end"), 1e-20);
    assertEquals(same.values(), CommonSettings.withLastRate(same, Set.of("lr", "lr-end")).values());
    assertThrows(
        UserException.class, () -> CommonSettings.withLastRate(low, Set.of("lr", "lr-end")));
    // the record of an earlier run means what it meant
    assertEquals(low.values(), CommonSettings.withLastRate(low, Set.of()).values());
    assertEquals(1e-5, CommonSettings.lastRate(low));
  }

  private static void assertRefused(Setting setting, Object value) {
    UserException e = assertThrows(UserException.class, () -> setting.read(value, "--"));
    assertEquals(UserException.Status.USAGE, e.status());
    assertTrue(
        e.getMessage().startsWith("--" + setting.name() + " " + value + ": it must be "),
        e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }
}
