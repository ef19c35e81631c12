package org.udm.cli.text;

import org.udm.cli.console.UserException;
import org.udm.discrete.net.Guidance;

/** What {@code --guidance} says of tokens. */
final class TextGuidance {
  private TextGuidance() {}

  /**
   * Reads a scale.
   *
   * @param scale the scale; null for none
   * @throws UserException if it is out of range
   */
  static Guidance of(Double scale) {
    if (scale == null) {
      return Guidance.none();
    }
    if (!(scale >= 0 && scale < Double.POSITIVE_INFINITY)) {
      throw UserException.usage(
          "--guidance %s: it must be finite and at least 0 (1 is none)".formatted(scale));
    }
    return new Guidance(scale);
  }
}
