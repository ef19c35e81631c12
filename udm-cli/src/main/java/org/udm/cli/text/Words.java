package org.udm.cli.text;

import java.util.List;
import java.util.Locale;
import org.udm.cli.console.Spelling;
import org.udm.cli.console.UserException;

/** Constants by their names on the command line. */
public final class Words {
  private Words() {}

  /**
   * Returns the name on the command line.
   *
   * @param constant such as FIRST_HITTING
   * @return such as first-hitting
   */
  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Returns the constant of a name.
   *
   * @param option the option that it was given by, without dashes
   * @param given the name
   * @param all the constants
   * @param <E> their type
   * @return the constant
   * @throws UserException if there is none of the name
   */
  public static <E extends Enum<E>> E choose(String option, String given, List<E> all) {
    List<String> words = all.stream().map(word -> of(word)).toList();
    int index = words.indexOf(given);
    if (index < 0) {
      throw UserException.usage(
          "--%s %s: choose %s%s"
              .formatted(
                  option,
                  given,
                  listed(words),
                  Spelling.nearest(given, words)
                      .map(word -> "; did you mean " + word + "?")
                      .orElse("")));
    }
    return all.get(index);
  }

  private static String listed(List<String> words) {
    int last = words.size() - 1;
    return last == 0
        ? words.get(0)
        : String.join(", ", words.subList(0, last)) + " or " + words.get(last);
  }
}
