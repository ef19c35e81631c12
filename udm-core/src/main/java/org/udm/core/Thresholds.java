package org.udm.core;

import java.util.Arrays;
import org.udm.core.random.Enumeration;

/**
 * Where the uniform numbers inside a corruption's noise are compared.
 *
 * <p>A corruption of a finite state usually holds uniform numbers u in its noise and decides by
 * comparing each with a function of time ("masked if u &lt; 1 - alpha_t"). If that is all it does
 * with them, then naming the thresholds lets the marginal identity be checked exactly: between two
 * neighbouring thresholds every u gives the same result.
 */
public interface Thresholds {

  /**
   * Returns every value that a uniform number of the noise is compared with at time t.
   *
   * @param t the time in [0, 1]
   * @return thresholds in [0, 1], in any order
   */
  double[] thresholds(double t);

  /**
   * Returns the enumeration that knows the thresholds of a corruption at some times, if it names
   * any.
   *
   * @param corruption a corruption, with or without thresholds
   * @param times the times that matter
   * @return an enumeration of its outcomes
   */
  static Enumeration enumeration(Corruption<?, ?> corruption, double... times) {
    if (!(corruption instanceof Thresholds known)) {
      return Enumeration.exact();
    }
    return Enumeration.withThresholds(
        Arrays.stream(times).flatMap(t -> Arrays.stream(known.thresholds(t))).toArray());
  }
}
