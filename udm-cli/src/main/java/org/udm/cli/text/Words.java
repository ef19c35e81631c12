package org.udm.cli.text;

import java.util.List;
import java.util.Locale;
import org.udm.cli.console.Spelling;
import org.udm.cli.console.UserException;

/** Constants by their names on the command line. */
final class Words {
  private Words() {}

  /** The name on the command line: first-hitting for FIRST_HITTING. */
  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The constant of a name. */
  static <E extends Enum<E>> E choose(String option, String given, List<E> all) {
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
