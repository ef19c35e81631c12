package org.udm.core.verify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.udm.core.Batch;
import org.udm.core.Corruption;
import org.udm.core.NoisePosterior;
import org.udm.core.Thresholds;
import org.udm.core.Times;
import org.udm.core.random.Enumeration;
import org.udm.core.reverse.ReverseKernel;

/**
 * The law by enumeration: {@code sum over x_t of p(x_s | x_t, x_0) p(x_t | x_0)} against {@code
 * p(x_s | x_0)}, state by state; and every other requirement for every outcome.
 */
record ExactCheck<X extends Batch<X>, E>(
    Corruption<X, E> corruption,
    ReverseKernel<X> kernel,
    Optional<NoisePosterior<X, E>> posterior,
    MarginalIdentity.Options options) {

  LawReport check(X x0, String reason) {
    List<Finding> findings = new ArrayList<>();
    for (int row = 0; row < x0.rows(); row++) {
      X clean = x0.gather(row);
      for (double t : options.times()) {
        for (double s : options.times()) {
          if (s < t) {
            findings.addAll(compare(row, clean, t, s));
          }
        }
        if (t == 0) {
          findings.add(start(row, clean));
        } else if (posterior.isPresent()) {
          findings.add(reproduce(posterior.get(), row, clean, t));
        }
      }
    }
    return new LawReport(
        LawReport.Method.EXACT,
        reason,
        findings,
        new LawReport.Terms(0, 0, MarginalIdentity.EXACT_LIMIT, 1));
  }

  private List<Finding> compare(int row, X x0, double t, double s) {
    Enumeration enumeration = Thresholds.enumeration(corruption, t, s);
    Map<X, Double> through = new HashMap<>();
    marginal(enumeration, x0, t)
        .forEach(
            (xt, p) ->
                enumeration
                    .law(r -> kernel.step(xt, x0, Times.all(1, t), Times.all(1, s), r))
                    .forEach((xs, q) -> through.merge(xs, p * q, Double::sum)));
    List<Finding> findings = new ArrayList<>();
    findings.add(identity(row, t, s, through, marginal(enumeration, x0, s)));
    if (s == 0) {
      findings.add(
          unclean(Requirement.CLEAN_END, x0, through)
              .finding(row, t, s, MarginalIdentity.EXACT_LIMIT));
    }
    return findings;
  }

  private static <X> Finding identity(
      int row, double t, double s, Map<X, Double> through, Map<X, Double> direct) {
    Set<X> states = new HashSet<>(direct.keySet());
    states.addAll(through.keySet());
    double worst = -1;
    String where = "";
    for (X state : states) {
      double expected = direct.getOrDefault(state, 0.0);
      double found = through.getOrDefault(state, 0.0);
      if (!(Math.abs(found - expected) <= worst)) {
        worst = Math.abs(found - expected);
        where =
            String.format(
                Locale.ROOT, "%s: probability %.6g instead of %.6g", state, found, expected);
      }
    }
    return new Finding(
        Requirement.MARGINAL_IDENTITY,
        row,
        t,
        s,
        where,
        worst,
        MarginalIdentity.EXACT_LIMIT,
        Double.NaN);
  }

  private Finding start(int row, X x0) {
    Map<X, Double> law = marginal(Thresholds.enumeration(corruption, 0), x0, 0);
    return unclean(Requirement.CLEAN_START, x0, law)
        .finding(row, 0, 0, MarginalIdentity.EXACT_LIMIT);
  }

  private Finding reproduce(NoisePosterior<X, E> noise, int row, X x0, double t) {
    Enumeration enumeration = Thresholds.enumeration(corruption, t);
    Times at = Times.all(1, t);
    Misses<X> misses = new Misses<>(Requirement.NOISE_POSTERIOR, options.roundings());
    marginal(enumeration, x0, t)
        .forEach(
            (xt, p) ->
                enumeration
                    .law(r -> corruption.corrupt(x0, noise.draw(xt, x0, at, r), at))
                    .forEach((again, q) -> misses.add(again, xt, x0, p * q)));
    return misses.finding(row, t, t, MarginalIdentity.EXACT_LIMIT);
  }

  /** What a law gives instead of x_0, although the time is 0. */
  private Misses<X> unclean(Requirement requirement, X x0, Map<X, Double> law) {
    Misses<X> misses = new Misses<>(requirement, options.roundings());
    law.forEach((found, p) -> misses.add(found, x0, x0, p));
    return misses;
  }

  private Map<X, Double> marginal(Enumeration enumeration, X x0, double t) {
    return enumeration.law(
        r -> corruption.corrupt(x0, corruption.drawNoise(x0, r), Times.all(1, t)));
  }
}
