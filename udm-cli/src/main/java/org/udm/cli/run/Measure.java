package org.udm.cli.run;

import java.util.Locale;
import org.udm.core.bound.BoundReport;
import org.udm.core.bound.Estimate;

/**
 * What a bound and a loss are counted in.
 *
 * @param unit what one unit of data is called: character, word or dimension
 * @param key its name in JSON, one for all units of a kind: token or dimension
 * @param loss what the loss of training is
 * @param entropyBits the exact entropy in bits per unit, NaN where nobody knows it
 */
public record Measure(String unit, String key, Loss loss, double entropyBits) {

  /** What the loss of training is. */
  public enum Loss {
    /** Nats per unit, of a bound. */
    NATS,
    /** Nats per unit of x_0 given x_t, which may be less than the entropy. */
    CROSS_ENTROPY,
    /** A weighted squared error. */
    ERROR
  }

  /**
   * Returns a loss as a line of progress shows it, without the entropy.
   *
   * @param loss the loss
   * @return such as 1.234 bits/character
   */
  public String brief(double loss) {
    return this.loss == Loss.ERROR
        ? String.format(Locale.ROOT, "%.4f", loss)
        : String.format(Locale.ROOT, "%.3f bits/%s", bits(loss), unit);
  }

  /**
   * Returns a loss as a log shows it, against the exact entropy if it is known.
   *
   * @param loss the loss
   * @return such as 0.855 = 1.234 bits/character
   */
  public String whole(double loss) {
    return this.loss == Loss.ERROR
        ? String.format(Locale.ROOT, "%.5f", loss)
        : String.format(Locale.ROOT, "%.3f = %s", loss, brief(loss)) + aim("exact entropy");
  }

  /**
   * Returns a bound in a line, against the exact entropy if it is known.
   *
   * @param report the bound
   * @return such as 1.234 +- 0.010 bits/character
   */
  public String line(BoundReport report) {
    Estimate bits = report.total().inBits();
    return String.format(
            Locale.ROOT, "%.3f +- %.3f bits/%s", bits.mean(), bits.standardError(), unit)
        + known("exact entropy");
  }

  /**
   * Returns the entropy in brackets, to hold a loss against.
   *
   * @param name what it is called
   * @return such as (entropy 1.500) after a space; empty where nobody knows it, or losses do not
   *     aim at it
   */
  public String aim(String name) {
    return loss == Loss.NATS ? known(name) : "";
  }

  private String known(String name) {
    return Double.isNaN(entropyBits)
        ? ""
        : String.format(Locale.ROOT, " (%s %.3f)", name, entropyBits);
  }

  private static double bits(double nats) {
    return nats / Math.log(2);
  }
}
