package org.udm.continuous.gaussian;

/**
 * The rate beta(t) = beta_0 + t (beta_1 - beta_0) and its integral B(t), which the
 * variance-preserving and the sub-VP path share.
 */
record LinearRate(double first, double last) {
  LinearRate {
    Ranges.requirePositive("the rate beta at t = 0", first);
    if (!(last >= first && last < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "the rate beta goes from %s to %s: it must be finite and not decrease"
              .formatted(first, last));
    }
  }

  double at(double t) {
    return first + Ranges.requireTime(t) * (last - first);
  }

  /** B(t) = integral of beta from 0 to t. */
  double integral(double t) {
    return Ranges.requireTime(t) * (first + 0.5 * t * (last - first));
  }

  /** The t with B(t) = b: the root of a quadratic, without cancellation. */
  double timeOfIntegral(double b) {
    return Math.min(1, 2 * b / (first + Math.sqrt(first * first + 2 * b * (last - first))));
  }
}
