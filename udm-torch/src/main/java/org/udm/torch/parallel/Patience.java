package org.udm.torch.parallel;

import java.time.Duration;

/**
 * How long processes wait for each other.
 *
 * @param joining until all have come
 * @param silence without a sign of life until a process counts as lost; at least a second
 */
public record Patience(Duration joining, Duration silence) {

  /** Validates the ranges. */
  public Patience {
    if (joining.isNegative() || silence.toSeconds() < 1) {
      throw new IllegalArgumentException(
          "waiting %s for processes to join and %s for signs of life: the first must not be negative, the second at least a second"
              .formatted(joining, silence));
    }
  }

  /**
   * Returns a minute for joining and half a minute for a sign of life.
   *
   * @return the defaults
   */
  public static Patience defaults() {
    return new Patience(Duration.ofSeconds(60), Duration.ofSeconds(30));
  }
}
