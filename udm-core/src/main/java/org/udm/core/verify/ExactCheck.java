package org.udm.core.verify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.udm.core.Batch;
import org.udm.core.Corruption;
import org.udm.core.Thresholds;
import org.udm.core.Times;
import org.udm.core.random.Enumeration;
import org.udm.core.reverse.ReverseKernel;

/**
 * The law by enumeration: {@code sum over x_t of p(x_s | x_t, x_0) p(x_t | x_0)} against {@code
 * p(x_s | x_0)}, state by state.
 */
record ExactCheck<X extends Batch<X>, E>(
    Corruption<X, E> corruption, ReverseKernel<X> kernel, List<Double> times) {

  LawReport check(X x0, String reason) {
    List<Finding> findings = new ArrayList<>();
    for (int row = 0; row < x0.rows(); row++) {
      for (double t : times) {
        for (double s : times) {
          if (s < t) {
            findings.add(compare(row, x0.gather(row), t, s));
          }
        }
      }
    }
    return new LawReport(
        LawReport.Method.EXACT,
        reason,
        findings,
        new LawReport.Terms(0, 0, MarginalIdentity.EXACT_LIMIT, 1));
  }

  private Finding compare(int row, X x0, double t, double s) {
    Enumeration enumeration = Thresholds.enumeration(corruption, t, s);
    Map<X, Double> through = new HashMap<>();
    marginal(enumeration, x0, t)
        .forEach(
            (xt, p) ->
                enumeration
                    .law(r -> kernel.step(xt, x0, Times.all(1, t), Times.all(1, s), r))
                    .forEach((xs, q) -> through.merge(xs, p * q, Double::sum)));
    Map<X, Double> direct = marginal(enumeration, x0, s);
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
    return new Finding(row, t, s, where, worst, MarginalIdentity.EXACT_LIMIT, Double.NaN);
  }

  private Map<X, Double> marginal(Enumeration enumeration, X x0, double t) {
    return enumeration.law(
        r -> corruption.corrupt(x0, corruption.drawNoise(x0, r), Times.all(1, t)));
  }
}
