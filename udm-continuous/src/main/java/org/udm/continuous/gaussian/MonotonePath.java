package org.udm.continuous.gaussian;

import java.util.function.DoubleUnaryOperator;
import org.apache.commons.numbers.rootfinder.BrentSolver;

/**
 * The variance-preserving path of any increasing function w,
 *
 * <pre>SNR(t) = exp(-w(t)),   alpha_t^2 = sigmoid(-w),   sigma_t^2 = sigmoid(w),   r_t = exp(w / 2)
 * </pre>
 *
 * <p>from a smallest time to 1, such as a monotone network that was trained with the model. Below
 * the smallest time, where the model is not asked, r_t falls to 0 in a straight line.
 *
 * <pre>{@code
 * GaussianPath linear = MonotonePath.of(t -> -13.3 + 18.3 * t, t -> 18.3, 1e-3);
 * ContinuousNelbo.of(linear, 1e-3);
 * }</pre>
 *
 * <p>Source: Kingma et al., "Variational diffusion models", 2021, equations 3 to 5, whose gamma is
 * this w.
 */
public final class MonotonePath implements GaussianPath {
  /** Of the rise of w: what the sum of 1,000 pieces of a smooth derivative may miss. */
  private static final double ACCEPTED = 0.01;

  private static final int PIECES = 1000;
  private static final double ROOT = 1e-15; // the accuracy of t where w is inverted

  private final DoubleUnaryOperator w;
  private final DoubleUnaryOperator derivative;
  private final double smallest;
  private final double first; // r at the smallest time

  private MonotonePath(DoubleUnaryOperator w, DoubleUnaryOperator derivative, double smallest) {
    this.w = w;
    this.derivative = derivative;
    this.smallest = smallest;
    this.first = Math.exp(0.5 * w.applyAsDouble(smallest));
  }

  /**
   * Returns the path of a function.
   *
   * @param w the negative log-SNR on [smallestTime, 1], finite and strictly increasing
   * @param derivative dw/dt, positive and finite
   * @param smallestTime where w begins, in (0, 1)
   * @return the path
   * @throws IllegalArgumentException if the time is outside (0, 1), or at one of 1,001 times w is
   *     not finite or does not increase, or the derivative is not positive or not that of w
   */
  public static MonotonePath of(
      DoubleUnaryOperator w, DoubleUnaryOperator derivative, double smallestTime) {
    if (!(smallestTime > 0 && smallestTime < 1)) {
      throw new IllegalArgumentException("smallest time " + smallestTime + " is outside (0, 1)");
    }
    double rise = 0;
    double last = Double.NEGATIVE_INFINITY;
    for (int k = 0; k <= PIECES; k++) {
      double t = k == PIECES ? 1 : smallestTime + (1 - smallestTime) * k / PIECES;
      double value = w.applyAsDouble(t);
      double slope = derivative.applyAsDouble(t);
      if (!(value > last && Math.abs(value) < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "w is %s at t = %s after %s: it must be finite and increase strictly"
                .formatted(value, t, last));
      }
      if (!(slope > 0 && slope < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "dw/dt is %s at t = %s: it must be positive and finite".formatted(slope, t));
      }
      last = value;
      rise += slope * (1 - smallestTime) / PIECES * (k == 0 || k == PIECES ? 0.5 : 1);
    }
    double exact = last - w.applyAsDouble(smallestTime);
    if (!(Math.abs(rise - exact) <= ACCEPTED * exact)) {
      throw new IllegalArgumentException(
          "w rises by %s but its derivative by %s: it is not the derivative of w"
              .formatted(exact, rise));
    }
    return new MonotonePath(w, derivative, smallestTime);
  }

  @Override
  public double ratio(double t) {
    Ranges.requireTime(t);
    return t < smallest ? first * t / smallest : Math.exp(0.5 * w.applyAsDouble(t));
  }

  private double ratioDerivative(double t) {
    return t < smallest ? first / smallest : 0.5 * ratio(t) * derivative.applyAsDouble(t);
  }

  @Override
  public double alpha(double t) {
    return 1 / Math.hypot(1, ratio(t));
  }

  @Override
  public double sigma(double t) {
    return ratio(t) / Math.hypot(1, ratio(t));
  }

  @Override
  public double alphaDerivative(double t) {
    return -ratio(t) * ratioDerivative(t) / Math.pow(Math.hypot(1, ratio(t)), 3);
  }

  @Override
  public double sigmaDerivative(double t) {
    return ratioDerivative(t) / Math.pow(Math.hypot(1, ratio(t)), 3);
  }

  @Override
  public double diffusion(double t) {
    // 2 sigma sigma' - 2 (alpha' / alpha) sigma^2 = (r^2)' / (1 + r^2)
    return 2 * ratio(t) * ratioDerivative(t) / (1 + Math.pow(ratio(t), 2));
  }

  @Override
  public double timeOfRatio(double ratio) {
    double r = Ranges.requireRatio(ratio, ratio(1));
    if (r <= first) {
      return smallest * r / first;
    }
    double level = 2 * Math.log(r);
    if (level >= w.applyAsDouble(1)) {
      return 1;
    }
    return new BrentSolver(ROOT, ROOT, 0).findRoot(t -> w.applyAsDouble(t) - level, smallest, 1);
  }

  @Override
  public String toString() {
    return "monotone(w from %s to %s)".formatted(w.applyAsDouble(smallest), w.applyAsDouble(1));
  }
}
