package org.udm.continuous.linear;

/** How far an image is blurred at time t: the standard deviation sigma_B of the kernel. */
@FunctionalInterface
public interface BlurWidth {

  /**
   * Returns the width.
   *
   * @param t the time in [0, 1]
   * @return sigma_B in pixels, at least 0, not decreasing in t; 0 at t = 0
   */
  double at(double t);

  /**
   * Returns {@code sigma_B = smallest^(1 - t) largest^t} for t above 0, equal steps on a
   * logarithmic scale.
   *
   * <p>Source: Rissanen, Heinonen, Solin, "Generative modelling with inverse heat dissipation",
   * 2022, who take 0.5 and 20 pixels for images of 28 to 32 pixels.
   *
   * @param smallest the width just above t = 0 in pixels, positive
   * @param largest the width at t = 1 in pixels, larger
   * @return the widths
   * @throws IllegalArgumentException if they do not satisfy 0 &lt; smallest &lt; largest
   */
  static BlurWidth logarithmic(double smallest, double largest) {
    if (!(smallest > 0 && smallest < largest && largest < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "blur widths from %s to %s pixels: 0 < smallest < largest is needed"
              .formatted(smallest, largest));
    }
    return t -> t == 0 ? 0 : Math.pow(smallest, 1 - t) * Math.pow(largest, t);
  }

  /**
   * Returns {@code sigma_B = largest sin^2(pi t / 2)}.
   *
   * <p>Source: Hoogeboom and Salimans, "Blurring diffusion models", 2022, in their code.
   *
   * @param largest the width at t = 1 in pixels, positive
   * @return the widths
   * @throws IllegalArgumentException if it is not positive and finite
   */
  static BlurWidth sine(double largest) {
    if (!(largest > 0 && largest < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "blur width " + largest + ": it must be positive and finite");
    }
    return t -> largest * Math.pow(Math.sin(Math.PI / 2 * t), 2);
  }
}
