package org.udm.discrete.mask;

import java.util.function.DoubleBinaryOperator;
import org.udm.core.Times;
import org.udm.core.random.RandomStream;
import org.udm.core.random.RandomStreams;
import org.udm.core.reverse.KernelDensity;
import org.udm.discrete.TokenBatch;

/**
 * The remasking step: token by token,
 *
 * <pre>
 * visible at t   masked with probability sigma
 * masked at t    revealed with probability (alpha_s - (1 - sigma) alpha_t) / (1 - alpha_t)
 * 0 &lt;= sigma &lt;= min(1, (1 - alpha_s) / alpha_t)
 * </pre>
 *
 * <p>It obeys the marginal identity for every sigma within its bound, which may depend on t and s
 * but not on x_t. At s = 0 the bound is 0: the last step only reveals.
 *
 * <p>Source: Wang et al., "Remasking discrete diffusion models with inference-time scaling"
 * (ReMDM), 2025, sections 3 and 4.
 */
public final class RemaskingKernel implements KernelDensity<TokenBatch> {
  /** A sigma computed as the bound itself may miss it by a few units in the last place. */
  private static final double ROUNDING = 1e-12;

  private final Masking masking;
  private final DoubleBinaryOperator sigma;

  private RemaskingKernel(Masking masking, DoubleBinaryOperator sigma) {
    this.masking = masking;
    this.sigma = sigma;
  }

  /**
   * Returns the remasking step of any sigma.
   *
   * @param masking the corruption
   * @param sigma sigma(t, s), checked against its bound at each step
   * @return the kernel
   */
  public static RemaskingKernel of(Masking masking, DoubleBinaryOperator sigma) {
    return new RemaskingKernel(masking, sigma);
  }

  /**
   * Returns the step with {@code sigma = min(eta, bound)} (ReMDM-cap).
   *
   * @param masking the corruption
   * @param eta the cap in [0, 1]; 0 never remasks
   * @return the kernel
   * @throws IllegalArgumentException if eta is outside [0, 1]
   */
  public static RemaskingKernel capped(Masking masking, double eta) {
    requireFraction("cap", eta);
    return of(masking, (t, s) -> Math.min(eta, bound(masking, t, s)));
  }

  /**
   * Returns the step with {@code sigma = eta * bound} (ReMDM-rescale).
   *
   * @param masking the corruption
   * @param eta the factor in [0, 1]; 0 never remasks
   * @return the kernel
   * @throws IllegalArgumentException if eta is outside [0, 1]
   */
  public static RemaskingKernel rescaled(Masking masking, double eta) {
    requireFraction("factor", eta);
    return of(masking, (t, s) -> eta * bound(masking, t, s));
  }

  /**
   * Returns the mixture, token by token, of the same noise with probability w and fresh noise
   * otherwise: {@code sigma = (1 - w) (1 - alpha_s)}.
   *
   * @param masking the corruption
   * @param w the probability of the same noise, in [0, 1]
   * @return the kernel
   * @throws IllegalArgumentException if w is outside [0, 1]
   */
  public static RemaskingKernel mixture(Masking masking, double w) {
    requireFraction("probability of the same noise", w);
    return of(masking, (t, s) -> (1 - w) * masking.masked(s));
  }

  /**
   * Returns the same step that remasks only while t is in a window (ReMDM-switch), and unmasks
   * outside it.
   *
   * @param from the end of the window that is nearer to 0, in [0, to)
   * @param to the end that is nearer to 1, at most 1
   * @return the kernel
   * @throws IllegalArgumentException if the window is empty or outside [0, 1]
   */
  public RemaskingKernel within(double from, double to) {
    if (!(from >= 0 && from < to && to <= 1)) {
      throw new IllegalArgumentException(
          "remasking while t is in [%s, %s]: it must be a part of [0, 1]".formatted(from, to));
    }
    return of(masking, (t, s) -> t >= from && t <= to ? sigma.applyAsDouble(t, s) : 0);
  }

  private static void requireFraction(String what, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(
          "remasking with a " + what + " of " + value + ": it must be in [0, 1]");
    }
  }

  private static double bound(Masking masking, double t, double s) {
    double alphaT = masking.schedule().at(t);
    double masked = masking.masked(s);
    return masked >= alphaT ? 1 : masked / alphaT;
  }

  @Override
  public TokenBatch step(TokenBatch xt, TokenBatch x0, Times t, Times s, RandomStreams rng) {
    masking.requireAgreement(xt, x0);
    s.before(t.forRowsOf(xt));
    int rows = xt.rows();
    RandomStream[] streams = new RandomStream[rows];
    double[] remasked = new double[rows];
    double[] revealed = new double[rows];
    for (int i = 0; i < rows; i++) {
      streams[i] = rng.named("remask").row(i);
      remasked[i] = sigma(t.at(i), s.at(i));
      revealed[i] = revealed(t.at(i), s.at(i), remasked[i]);
    }
    return xt.map(
        (i, l, id) -> {
          if (id != masking.mask()) {
            return streams[i].bernoulli(remasked[i]) ? masking.mask() : id;
          }
          return streams[i].bernoulli(revealed[i]) ? x0.token(i, l) : id;
        });
  }

  @Override
  public double[] logProb(TokenBatch xs, TokenBatch xt, TokenBatch x0, Times t, Times s) {
    masking.requireAgreement(xt, x0);
    s.before(t.forRowsOf(xt));
    double[] logs = new double[x0.rows()];
    for (int i = 0; i < logs.length; i++) {
      double remasked = sigma(t.at(i), s.at(i));
      double revealed = revealed(t.at(i), s.at(i), remasked);
      logs[i] = xs.length(i) == x0.length(i) ? 0 : Double.NEGATIVE_INFINITY;
      for (int l = 0; l < x0.length(i) && logs[i] > Double.NEGATIVE_INFINITY; l++) {
        double visible = xt.token(i, l) == masking.mask() ? revealed : 1 - remasked;
        int id = xs.token(i, l);
        logs[i] +=
            Math.log(id == masking.mask() ? 1 - visible : id == x0.token(i, l) ? visible : 0);
      }
    }
    return logs;
  }

  private double revealed(double t, double s, double sigma) {
    double alphaT = masking.schedule().at(t);
    return alphaT == 1
        ? 1 // t is too near 0 for any token to be masked
        : (masking.schedule().at(s) - (1 - sigma) * alphaT) / (1 - alphaT);
  }

  /**
   * Returns the probability that a visible token is masked again.
   *
   * @param t the time in (0, 1]
   * @param s the earlier time
   * @return sigma, within its bound
   * @throws IllegalArgumentException if it is outside its bound
   */
  double sigma(double t, double s) {
    double value = sigma.applyAsDouble(t, s);
    double bound = bound(masking, t, s);
    if (!(value >= 0 && value <= bound + ROUNDING)) {
      throw new IllegalArgumentException(
          "remasking with sigma = %s from t = %s to s = %s: it must be in [0, %s] = [0, min(1, (1 - alpha_s) / alpha_t)]"
              .formatted(value, t, s, bound));
    }
    return Math.min(value, bound);
  }
}
