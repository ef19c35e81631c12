package org.udm.continuous.net;

import org.udm.continuous.gaussian.GaussianPath;
import org.udm.continuous.predict.Parametrization;

/**
 * What a network's output means at each time, {@code x_0 = skip x_t + out F(in x_t, noise)}, for
 * any corruption.
 */
@FunctionalInterface
public interface Readout {

  /**
   * Returns the scalars at a time.
   *
   * @param t the time in [0, 1]
   * @return four finite numbers
   * @throws IllegalArgumentException if the output says nothing about x_0 at this time
   */
  Parametrization.Scalars at(double t);

  /**
   * Returns the readout of a parametrization on a Gaussian path.
   *
   * @param parametrization what the output means
   * @param path alpha_t and sigma_t
   * @return the readout
   */
  static Readout of(Parametrization parametrization, GaussianPath path) {
    return t -> parametrization.at(path, t);
  }

  /**
   * Returns the readout of a network that says x_0 itself, for every corruption.
   *
   * @return skip 0, out 1, in 1; the network is told t
   */
  static Readout x0() {
    return t -> new Parametrization.Scalars(0, 1, 1, t);
  }

  /**
   * Returns the readout of a network that says what is missing, {@code x_0 - x_t}: for corruptions
   * such as blur, which leave most of x_0 in place.
   *
   * @return skip 1, out 1, in 1; the network is told t
   */
  static Readout residual() {
    return t -> new Parametrization.Scalars(1, 1, 1, t);
  }
}
