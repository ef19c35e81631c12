package org.udm.cli.run;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.udm.cli.console.Spelling;
import org.udm.cli.console.UserException;

/**
 * The values of a list of settings: defaults, a configuration file over them, the command line
 * last.
 */
public final class Settings {
  private final List<Setting> known;
  private final Map<String, Object> values = new LinkedHashMap<>();

  private Settings(List<Setting> known) {
    this.known = known;
    for (Setting setting : known) {
      values.put(setting.name(), setting.standard());
    }
  }

  /**
   * Returns the defaults.
   *
   * @param known all settings
   * @return their values
   */
  public static Settings defaults(List<Setting> known) {
    return new Settings(known);
  }

  /** What stands before the name of an option of the command line. */
  public static final String COMMAND_LINE = "--";

  /**
   * Returns what stands before the name of an option in a file.
   *
   * @param file the file
   * @return its name and a colon
   */
  public static String in(Path file) {
    return file + ": ";
  }

  /**
   * Returns these settings with some values replaced.
   *
   * @param given values by name, as a configuration file or a command line has them
   * @param origin what stands before a name in a message: the dashes, or the file
   * @return new settings
   * @throws UserException if a name is unknown or a value out of range
   */
  public Settings with(Map<String, ?> given, String origin) {
    Settings changed = new Settings(known);
    changed.values.putAll(values);
    for (Map.Entry<String, ?> entry : given.entrySet()) {
      Setting setting =
          known.stream()
              .filter(s -> s.name().equals(entry.getKey()))
              .findAny()
              .orElseThrow(
                  () ->
                      UserException.usage(
                          "%s%s: there is no such option; %sthere are %s"
                              .formatted(
                                  origin,
                                  entry.getKey(),
                                  Spelling.nearest(entry.getKey(), values.keySet())
                                      .map(name -> "did you mean " + name + "? ")
                                      .orElse(""),
                                  String.join(", ", values.keySet()))));
      changed.values.put(setting.name(), setting.read(entry.getValue(), origin));
    }
    return changed;
  }

  /**
   * Refuses values that were chosen and that, beside the other values, say nothing.
   *
   * @param chosen the names of those that the user gave
   * @throws UserException if there is one
   */
  public void requireUsed(Set<String> chosen) {
    for (Setting setting : known) {
      if (chosen.contains(setting.name())) {
        lacking(setting)
            .ifPresent(
                needs -> {
                  throw UserException.usage(useless(setting, needs));
                });
      }
    }
  }

  /** Needs of a setting of which none is met; those of what it needs come first. */
  private Optional<List<Need>> lacking(Setting setting) {
    for (List<Need> needs : setting.needs()) {
      boolean met =
          needs.stream()
              .filter(need -> need.isMetBy(text(need.other())))
              .anyMatch(need -> lacking(known(need.other())).isEmpty());
      if (!met) {
        return needs.stream()
            .flatMap(need -> lacking(known(need.other())).stream())
            .findFirst()
            .or(() -> Optional.of(needs));
      }
    }
    return Optional.empty();
  }

  private Setting known(String name) {
    return known.stream().filter(setting -> setting.name().equals(name)).findAny().orElseThrow();
  }

  private String useless(Setting setting, List<Need> needs) {
    String given =
        needs.stream()
            .map(need -> "--" + need.other() + " " + text(need.other()))
            .distinct()
            .collect(Collectors.joining(" and "));
    boolean canBeAdded = needs.stream().anyMatch(need -> need.sense() == Need.Sense.ONE);
    return "--%s %s with %s: it is for %s; %sleave --%s out"
        .formatted(
            setting.name(),
            Setting.shown(values.get(setting.name())),
            given,
            needs.stream().map(Need::words).collect(Collectors.joining(", or ")),
            canBeAdded ? "add that, or " : "",
            setting.name());
  }

  /**
   * Returns the value of a whole number.
   *
   * @param name its name
   * @return the value
   */
  public int integer(String name) {
    return Math.toIntExact(longInteger(name));
  }

  /**
   * Returns the value of a whole number that may be large.
   *
   * @param name its name
   * @return the value
   */
  public long longInteger(String name) {
    return (Long) values.get(name);
  }

  /**
   * Returns the value of a number.
   *
   * @param name its name
   * @return the value
   */
  public double number(String name) {
    return (Double) values.get(name);
  }

  /**
   * Returns the value of a word or text.
   *
   * @param name its name
   * @return the value
   */
  public String text(String name) {
    return (String) values.get(name);
  }

  /**
   * Returns all values by name.
   *
   * @return the values, in the order of the list
   */
  public Map<String, Object> values() {
    return new LinkedHashMap<>(values);
  }
}
