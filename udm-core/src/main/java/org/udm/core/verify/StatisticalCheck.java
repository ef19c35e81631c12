package org.udm.core.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.apache.commons.statistics.inference.PValueMethod;
import org.udm.core.Batch;
import org.udm.core.Corruption;
import org.udm.core.NoisePosterior;
import org.udm.core.Times;
import org.udm.core.random.RandomStreams;
import org.udm.core.reverse.ReverseKernel;

/**
 * The law by samples: x_s drawn directly and through x_t, compared statistic by statistic.
 *
 * <p>With n draws a side and m comparisons in all, each is a two-sample Kolmogorov-Smirnov test at
 * level a = level / m; its limit on D is {@code sqrt(ln(2 / a) / n)} (asymptotic; Massart's
 * constant for each one-sided tail). By the Dvoretzky-Kiefer-Wolfowitz inequality both empirical
 * functions are within {@code sqrt(ln(4 / b) / (2 n))} of the true ones with probability 1 - b, so
 * a true difference of the limit plus twice that is found with probability at least 1 - b.
 *
 * <p>The other requirements hold for every draw or not at all; none may break them, so that one
 * broken by a share p of all draws is missed with probability {@code (1 - p)^n}.
 */
record StatisticalCheck<X extends Batch<X>, E>(
    Corruption<X, E> corruption,
    ReverseKernel<X> kernel,
    Optional<NoisePosterior<X, E>> posterior,
    List<Statistic<X>> statistics,
    MarginalIdentity.Options options) {

  private static final double POWER = 0.9;

  LawReport check(X x0, RandomStreams rng, String reason) {
    if (statistics.isEmpty()) {
      throw new IllegalArgumentException(
          "a statistical check without statistics: give some by withStatistics");
    }
    List<Double> times = options.times();
    int pairs = times.size() * (times.size() - 1) / 2;
    double each = options.level() / ((double) x0.rows() * pairs * statistics.size());
    double n = options.samples();
    double limit = Math.sqrt(Math.log(2 / each) / n);
    List<Finding> findings = new ArrayList<>();
    int compared = 0;
    for (int row = 0; row < x0.rows(); row++) {
      X clean = x0.repeat(row, options.samples());
      for (double t : times) {
        for (double s : times) {
          if (s < t) {
            findings.addAll(compare(row, clean, t, s, limit, rng.at(compared)));
            compared += statistics.size();
          }
        }
        RandomStreams own = rng.named("every draw").at(findings.size());
        if (t == 0) {
          findings.add(start(row, clean, own));
        } else if (posterior.isPresent()) {
          findings.add(reproduce(posterior.get(), row, clean, t, own));
        }
      }
    }
    double detectable = limit + 2 * Math.sqrt(Math.log(4 / (1 - POWER)) / (2 * n));
    return new LawReport(
        LawReport.Method.STATISTICAL,
        reason,
        findings,
        new LawReport.Terms(options.samples(), options.level(), detectable, POWER));
  }

  private List<Finding> compare(
      int row, X x0, double t, double s, double limit, RandomStreams rng) {
    Times from = Times.all(x0.rows(), t);
    Times to = Times.all(x0.rows(), s);
    X direct = corruption.corrupt(x0, corruption.drawNoise(x0, rng.named("direct")), to);
    X xt = corruption.corrupt(x0, corruption.drawNoise(x0, rng.named("forward")), from);
    X through = kernel.step(xt, x0, from, to, rng.named("reverse"));
    List<Finding> findings = new ArrayList<>();
    for (Statistic<X> statistic : statistics) {
      double[] expected = finite(statistic, direct);
      double[] found = finite(statistic, through);
      KolmogorovSmirnovTest.TwoResult result =
          KolmogorovSmirnovTest.withDefaults().with(PValueMethod.ASYMPTOTIC).test(expected, found);
      findings.add(
          new Finding(
              Requirement.MARGINAL_IDENTITY,
              row,
              t,
              s,
              statistic.name(),
              result.getStatistic(),
              limit,
              result.getPValue()));
    }
    if (s == 0) {
      findings.add(every(Requirement.CLEAN_END, through, x0, x0).finding(row, t, s, 0));
    }
    return findings;
  }

  private Finding start(int row, X x0, RandomStreams rng) {
    X found = corruption.corrupt(x0, corruption.drawNoise(x0, rng), Times.all(x0.rows(), 0));
    return every(Requirement.CLEAN_START, found, x0, x0).finding(row, 0, 0, 0);
  }

  private Finding reproduce(
      NoisePosterior<X, E> noise, int row, X x0, double t, RandomStreams rng) {
    Times at = Times.all(x0.rows(), t);
    X xt = corruption.corrupt(x0, corruption.drawNoise(x0, rng.named("forward")), at);
    X again = corruption.corrupt(x0, noise.draw(xt, x0, at, rng.named("same")), at);
    return every(Requirement.NOISE_POSTERIOR, again, xt, x0).finding(row, t, t, 0);
  }

  private Misses<X> every(Requirement requirement, X found, X expected, X x0) {
    Misses<X> misses = new Misses<>(requirement, options.roundings());
    misses.add(found, expected, x0, 1.0 / options.samples());
    return misses;
  }

  private double[] finite(Statistic<X> statistic, X states) {
    double[] values = statistic.values().apply(states);
    for (double value : values) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(
            "statistic '%s' is %s for a corrupted state: it must be finite"
                .formatted(statistic.name(), value));
      }
    }
    return values;
  }
}
