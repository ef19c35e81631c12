package org.udm.cli;

import java.util.List;
import java.util.Locale;

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
 */
record Setting(
    String group,
    String name,
    Kind kind,
    Object standard,
    double low,
    double high,
    List<String> words,
    String help) {

  /** What the values of a setting are. */
  enum Kind {
    INTEGER,
    NUMBER,
    WORD,
    TEXT
  }

  static Setting integer(
      String group, String name, long standard, long low, long high, String help) {
    return new Setting(group, name, Kind.INTEGER, standard, low, high, List.of(), help);
  }

  static Setting number(
      String group, String name, double standard, double low, double high, String help) {
    return new Setting(group, name, Kind.NUMBER, standard, low, high, List.of(), help);
  }

  static Setting word(String group, String name, String help, String... words) {
    return new Setting(group, name, Kind.WORD, words[0], 0, 0, List.of(words), help);
  }

  static Setting text(String group, String name, String standard, String help) {
    return new Setting(group, name, Kind.TEXT, standard, 0, 0, List.of(), help);
  }

  /**
   * Reads a value.
   *
   * @param given a string of the command line, or a string or number of a configuration file
   * @return a Long, Double or String within this setting's range
   * @throws UserException if it is not
   */
  Object read(Object given) {
    return switch (kind) {
      case INTEGER -> readInteger(given);
      case NUMBER -> readNumber(given);
      case WORD -> readWord(given);
      case TEXT -> {
        if (!(given instanceof String)) {
          throw wrong(given, "a text is needed");
        }
        yield given;
      }
    };
  }

  private Object readInteger(Object given) {
    long value;
    try {
      if (given instanceof Integer || given instanceof Long) {
        value = ((Number) given).longValue();
      } else {
        value = Long.parseLong(String.valueOf(given).replace("_", ""));
      }
    } catch (NumberFormatException e) {
      throw wrong(given, "a whole number " + range() + " is needed");
    }
    if (given instanceof Double || value < low || value > high) {
      throw wrong(given, "it must be a whole number " + range());
    }
    return value;
  }

  private Object readNumber(Object given) {
    double value;
    try {
      value = given instanceof Number n ? n.doubleValue() : Double.parseDouble((String) given);
    } catch (NumberFormatException | ClassCastException e) {
      throw wrong(given, "a number " + range() + " is needed");
    }
    if (!(value >= low && value <= high)) {
      throw wrong(given, "it must be a number " + range());
    }
    return value;
  }

  private Object readWord(Object given) {
    if (given instanceof String text && words.contains(text)) {
      return text;
    }
    throw wrong(given, "choose one of " + String.join(", ", words));
  }

  /** What stands for the value in the help. */
  String placeholder() {
    return switch (kind) {
      case INTEGER -> "N";
      case NUMBER -> "X";
      case WORD -> "WORD";
      case TEXT -> name.toUpperCase(Locale.ROOT);
    };
  }

  /** The help with what is allowed and the default. */
  String description() {
    String allowed = kind == Kind.WORD ? ": " + String.join(", ", words) : "";
    String fallback = "".equals(standard) ? "" : " (default " + standard + ")";
    return Character.toUpperCase(help.charAt(0)) + help.substring(1) + allowed + fallback + ".";
  }

  /** The range of a number, in words. */
  String range() {
    String smallest = kind == Kind.INTEGER ? String.valueOf((long) low) : String.valueOf(low);
    String largest = kind == Kind.INTEGER ? String.valueOf((long) high) : String.valueOf(high);
    return high >= Integer.MAX_VALUE
        ? "of at least " + smallest
        : "from " + smallest + " to " + largest;
  }

  private UserException wrong(Object given, String fix) {
    return UserException.usage("option '%s' has the value '%s': %s".formatted(name, given, fix));
  }
}
