package org.udm.cli.run;

import java.util.List;
import org.udm.cli.console.Spelling;
import org.udm.cli.console.UserException;

/** The classes that a network was told, as {@code --class} names them. */
public final class ClassNames {
  private ClassNames() {}

  /**
   * Returns the class that a user means.
   *
   * @param label a name, or a number where no class has it as its name
   * @param names of all classes
   * @return its number, in [0, K)
   * @throws UserException if there is no such class
   */
  public static int find(String label, List<String> names) {
    int found = names.indexOf(label);
    if (found < 0 && label.matches("\\d{1,9}") && Integer.parseInt(label) < names.size()) {
      found = Integer.parseInt(label);
    }
    if (found < 0) {
      throw UserException.usage(
          "--class %s: choose one of %s, or none%s"
              .formatted(
                  label,
                  String.join(", ", names),
                  Spelling.nearest(label, names).map(n -> "; did you mean " + n + "?").orElse("")));
    }
    return found;
  }
}
