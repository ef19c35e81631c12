package org.udm.cli.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.udm.cli.console.Spelling;
import org.udm.cli.console.UserException;

/**
 * One option of a run: its name, range, default and help, written down once for the command line,
 * the configuration file and the run's record.
 *
 * @param group the heading it stands under in the help
 * @param name its name, {@code --name} on the command line and the key in a file
 * @param kind what its values are
 * @param standard its default
 * @param low the smallest number allowed
 * @param high the largest number allowed
 * @param words the words allowed, for a word
 * @param help what it does
 * @param needs what it needs of other settings to say something, of each list one; nothing where it
 *     always does
 */
public record Setting(
    String group,
    String name,
    Kind kind,
    Object standard,
    double low,
    double high,
    List<String> words,
    String help,
    List<List<Need>> needs) {

  /** What the values of a setting are. */
  public enum Kind {
    /** A whole number. */
    INTEGER,
    /** A number. */
    NUMBER,
    /** One of a few words. */
    WORD,
    /** Any text. */
    TEXT
  }

  /**
   * Returns a setting of whole numbers.
   *
   * @param group its heading
   * @param name its name
   * @param standard its default
   * @param low the smallest allowed
   * @param high the largest allowed
   * @param help what it does
   * @return the setting
   */
  public static Setting integer(
      String group, String name, long standard, long low, long high, String help) {
    return new Setting(group, name, Kind.INTEGER, standard, low, high, List.of(), help, List.of());
  }

  /**
   * Returns a setting of numbers.
   *
   * @param group its heading
   * @param name its name
   * @param standard its default
   * @param low the smallest allowed
   * @param high the largest allowed
   * @param help what it does
   * @return the setting
   */
  public static Setting number(
      String group, String name, double standard, double low, double high, String help) {
    return new Setting(group, name, Kind.NUMBER, standard, low, high, List.of(), help, List.of());
  }

  /**
   * Returns a choice between words, of which the first is the default.
   *
   * @param group its heading
   * @param name its name
   * @param help what it does
   * @param words the words, at least one
   * @return the setting
   */
  public static Setting word(String group, String name, String help, String... words) {
    return new Setting(group, name, Kind.WORD, words[0], 0, 0, List.of(words), help, List.of());
  }

  /**
   * Returns a setting of texts.
   *
   * @param group its heading
   * @param name its name
   * @param standard its default
   * @param help what it does
   * @return the setting
   */
  public static Setting text(String group, String name, String standard, String help) {
    return new Setting(group, name, Kind.TEXT, standard, 0, 0, List.of(), help, List.of());
  }

  /**
   * Returns the same setting with another default.
   *
   * @param other a value within its range
   * @return the setting
   */
  public Setting withStandard(Object other) {
    return new Setting(group, name, kind, read(other, ""), low, high, words, help, needs);
  }

  /**
   * Returns the same setting, saying something only beside some values of another.
   *
   * @param other the name of the other, which must be a word or text
   * @param values the values, at least one
   * @return the setting
   */
  public Setting only(String other, String... values) {
    return alsoNeeding(List.of(new Need(other, Need.Sense.ONE, List.of(values))));
  }

  /**
   * Returns the same setting, saying something beside some values of another too, whatever stands
   * in the last {@link #only}.
   *
   * @param other the name of the other, which must be a word or text
   * @param values the values, at least one
   * @return the setting
   */
  public Setting or(String other, String... values) {
    List<Need> last = new ArrayList<>(needs.get(needs.size() - 1));
    last.add(new Need(other, Need.Sense.ONE, List.of(values)));
    return withNeeds(needs.subList(0, needs.size() - 1)).alsoNeeding(last);
  }

  /**
   * Returns the same setting, saying nothing beside some values of another.
   *
   * @param other the name of the other, which must be a word or text
   * @param values the values; none for any that is not empty
   * @return the setting
   */
  public Setting except(String other, String... values) {
    return alsoNeeding(List.of(new Need(other, Need.Sense.NONE, List.of(values))));
  }

  private Setting alsoNeeding(List<Need> any) {
    List<List<Need>> more = new ArrayList<>(needs);
    more.add(List.copyOf(any));
    return withNeeds(more);
  }

  private Setting withNeeds(List<List<Need>> others) {
    return new Setting(group, name, kind, standard, low, high, words, help, List.copyOf(others));
  }

  /**
   * Reads a value.
   *
   * @param given a string of the command line, or a string or number of a configuration file
   * @param origin what stands before the name in a message: the dashes, or the file
   * @return a Long, Double or String within this setting's range
   * @throws UserException if it is not
   */
  public Object read(Object given, String origin) {
    try {
      if (given == null) {
        throw new IllegalArgumentException("nothing");
      }
      return switch (kind) {
        case INTEGER -> integer(given);
        case NUMBER -> number(given);
        case WORD -> word(given);
        case TEXT -> (String) given;
      };
    } catch (IllegalArgumentException | ClassCastException e) {
      throw UserException.usage(
          "%s%s %s: it must be %s%s"
              .formatted(
                  origin,
                  name,
                  given,
                  allowed(),
                  Spelling.nearest(String.valueOf(given), words)
                      .map(word -> "; did you mean " + word + "?")
                      .orElse("")));
    }
  }

  private Object integer(Object given) {
    long value = Long.parseLong(String.valueOf(given).replace("_", ""));
    return requireRange(value, value);
  }

  private Object number(Object given) {
    double value = given instanceof Number n ? n.doubleValue() : Double.parseDouble((String) given);
    return requireRange(value, value);
  }

  private Object requireRange(Object value, double size) {
    if (!(size >= low && size <= high)) {
      throw new IllegalArgumentException("out of range");
    }
    return value;
  }

  private Object word(Object given) {
    if (given instanceof String text && words.contains(text)) {
      return text;
    }
    throw new IllegalArgumentException("no such word");
  }

  /**
   * Returns what stands for the value in the help.
   *
   * @return such as N
   */
  public String placeholder() {
    return switch (kind) {
      case INTEGER -> "N";
      case NUMBER -> "X";
      case WORD -> "WORD";
      case TEXT -> name.toUpperCase(Locale.ROOT);
    };
  }

  /**
   * Returns the help with what is allowed and the default.
   *
   * @return a sentence
   */
  public String description() {
    String choice = kind == Kind.WORD ? ": " + String.join(", ", words) : "";
    String fallback = "".equals(standard) ? "" : " (default " + shown(standard) + ")";
    return help + choice + fallback + ".";
  }

  /** What is allowed, in words. */
  private String allowed() {
    return switch (kind) {
      case INTEGER -> "a whole number" + range(shown((long) low), shown((long) high));
      case NUMBER -> "a number" + range(shown(low), shown(high));
      case WORD -> "one of " + String.join(", ", words);
      case TEXT -> "a text";
    };
  }

  /** The range in words; the ends of long say nothing. */
  private String range(String smallest, String largest) {
    if (low == Long.MIN_VALUE) {
      return "";
    }
    return high == Long.MAX_VALUE
        ? " of at least " + smallest
        : " from " + smallest + " to " + largest;
  }

  /** A value as people write it: 2 and 1e-8 for 2.0 and 1.0E-8. */
  static String shown(Object value) {
    return String.valueOf(value).replaceFirst("\\.0(?=E|$)", "").replace('E', 'e');
  }
}
