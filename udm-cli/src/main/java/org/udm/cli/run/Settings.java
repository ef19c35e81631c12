package org.udm.cli.run;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        requireUsed(setting, setting);
      }
    }
  }

  /** Follows what a setting needs, and what that needs, which is told first. */
  private void requireUsed(Setting chosen, Setting needing) {
    for (Map.Entry<String, List<String>> need : needing.only().entrySet()) {
      String other = need.getKey();
      known.stream()
          .filter(setting -> setting.name().equals(other))
          .forEach(setting -> requireUsed(chosen, setting));
      if (!need.getValue().contains(text(other))) {
        throw UserException.usage(
            "--%s %s with --%s %s: it is for --%s %s; add that, or leave --%s out"
                .formatted(
                    chosen.name(),
                    Setting.shown(values.get(chosen.name())),
                    other,
                    text(other),
                    other,
                    String.join(" or ", need.getValue()),
                    chosen.name()));
      }
    }
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
