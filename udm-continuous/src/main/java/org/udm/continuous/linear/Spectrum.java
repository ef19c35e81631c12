package org.udm.continuous.linear;

/**
 * What a linear corruption does to each coefficient: {@code u_t = a_t u_0 + sigma_t eps}.
 *
 * <p>A new linear corruption is an implementation of this interface:
 *
 * <pre>{@code
 * record Dimming(Basis basis) implements Spectrum {
 *   public double[] signal(double t) {
 *     return DoubleStream.generate(() -> 1 - t).limit(basis.size()).toArray();
 *   }
 *
 *   public double[] noise(double t) {
 *     return DoubleStream.generate(() -> t).limit(basis.size()).toArray();
 *   }
 * }
 *
 * LinearCorruption dimming = LinearCorruption.of(new Dimming(PixelBasis.of(1, 28, 28)));
 * }</pre>
 */
public interface Spectrum {

  /**
   * Returns the basis in which the corruption is diagonal.
   *
   * @return the basis of N coefficients
   */
  Basis basis();

  /**
   * Returns the signal coefficients.
   *
   * @param t the time in [0, 1]
   * @return a_t in [0, 1], not increasing in t; all 1 at t = 0 [N]
   */
  double[] signal(double t);

  /**
   * Returns the noise coefficients.
   *
   * @param t the time in [0, 1]
   * @return sigma_t, at least 0; all 0 at t = 0 [N]
   */
  double[] noise(double t);
}
