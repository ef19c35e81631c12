package org.udm.cli.run;

import java.util.List;

/**
 * What a setting needs of another to say something.
 *
 * @param other the name of the other, which must be a word or text
 * @param sense whether its value must be one of these, or must not
 * @param values the values, a text also with a colon and more behind it; with none of them, any
 *     that is not empty is meant
 */
public record Need(String other, Sense sense, List<String> values) {

  /** How the values are meant. */
  public enum Sense {
    /** One of them is needed. */
    ONE,
    /** Any other is needed. */
    NONE
  }

  /** Whether a value of the other will do. */
  boolean isMetBy(String value) {
    boolean meant =
        values.isEmpty()
            ? !value.isBlank()
            : values.stream().anyMatch(one -> value.equals(one) || value.startsWith(one + ":"));
    return meant == (sense == Sense.ONE);
  }

  /** What is needed, such as {@code --process gaussian}. */
  String words() {
    String listed = String.join(" or ", values);
    return switch (sense) {
      case ONE -> "--%s %s".formatted(other, listed).strip();
      case NONE ->
          values.isEmpty() ? "runs without --" + other : "any --%s but %s".formatted(other, listed);
    };
  }
}
