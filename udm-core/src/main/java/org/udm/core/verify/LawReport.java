package org.udm.core.verify;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The outcome of a check of the marginal identity.
 *
 * <pre>{@code
 * MarginalIdentity.of(corruption, kernel, x0).check(RandomStreams.of(1)).assertHolds();
 * }</pre>
 *
 * @param method how it was checked
 * @param reason why that method was taken
 * @param findings one per clean row, pair of times and statistic
 * @param terms what was promised about errors
 */
public record LawReport(Method method, String reason, List<Finding> findings, Terms terms) {

  /** How many of the worst findings the text shows. */
  private static final int SHOWN = 12;

  /** How the identity was checked. */
  public enum Method {
    /** By enumerating all states: a deviation is an error. */
    EXACT,
    /** By comparing samples: a deviation has a p-value. */
    STATISTICAL
  }

  /**
   * What a check promises.
   *
   * @param samples draws on each side of every comparison; 0 if exact
   * @param level the largest probability of any false alarm in the whole report; 0 if exact
   * @param detectable the smallest difference of distribution functions that each comparison finds
   *     with probability at least {@code power}; if exact, the largest accepted deviation
   * @param power the probability of finding it; 1 if exact
   */
  public record Terms(int samples, double level, double detectable, double power) {}

  /** Copies the findings. */
  public LawReport {
    findings = List.copyOf(findings);
  }

  /**
   * Returns whether the law holds everywhere.
   *
   * @return true if no finding failed
   */
  public boolean holds() {
    return findings.stream().allMatch(Finding::holds);
  }

  /**
   * Returns the findings where the law failed, the worst first.
   *
   * @return the failures; empty if the law holds
   */
  public List<Finding> failures() {
    return findings.stream().filter(f -> !f.holds()).sorted(worstFirst()).toList();
  }

  /**
   * Requires the law to hold.
   *
   * @throws AssertionError with this report as its message if the law failed anywhere
   */
  public void assertHolds() {
    if (!holds()) {
      throw new AssertionError(toString());
    }
  }

  private static Comparator<Finding> worstFirst() {
    return Comparator.comparingDouble((Finding f) -> f.deviation() / f.limit()).reversed();
  }

  @Override
  public String toString() {
    List<Finding> failures = failures();
    StringBuilder text = new StringBuilder();
    text.append("marginal identity ")
        .append(failures.isEmpty() ? "HOLDS" : "FAILS")
        .append(": ")
        .append(findings.size())
        .append(" comparisons, ")
        .append(failures.size())
        .append(" failed\n");
    text.append(
        switch (method) {
          case EXACT ->
              "exact, all outcomes enumerated; accepted deviation %.0e%n"
                  .formatted(terms.detectable());
          case STATISTICAL ->
              String.format(
                  Locale.ROOT,
                  "statistical, %d draws a side; false alarm in the whole report at most %s; finds a difference of %.4f with probability %s%n",
                  terms.samples(),
                  terms.level(),
                  terms.detectable(),
                  terms.power());
        });
    if (!reason.isEmpty()) {
      text.append("why: ").append(reason).append('\n');
    }
    List<Finding> shown =
        failures.isEmpty()
            ? findings.stream().sorted(worstFirst()).limit(1).toList()
            : failures.stream().limit(SHOWN).toList();
    text.append(failures.isEmpty() ? "largest deviation:\n" : "where it failed, worst first:\n");
    text.append(shown.stream().map(LawReport::line).collect(Collectors.joining("\n")));
    if (failures.size() > SHOWN) {
      text.append("\n... and ").append(failures.size() - SHOWN).append(" more");
    }
    return text.toString();
  }

  private static String line(Finding f) {
    String p = Double.isNaN(f.pValue()) ? "" : String.format(Locale.ROOT, "  p = %.2e", f.pValue());
    return String.format(
        Locale.ROOT,
        "  row %d  t = %.4g -> s = %.4g  deviation %.3e (limit %.1e)%s  at %s",
        f.row(),
        f.t(),
        f.s(),
        f.deviation(),
        f.limit(),
        p,
        f.what());
  }
}
