package org.udm.core.verify;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The outcome of a check of the marginal identity.
 *
 * <pre>{@code
 * MarginalIdentity.of(corruption, kernel, x0).check(RandomStreams.of(1)).assertHolds();
 * }</pre>
 *
 * @param method how it was checked
 * @param reason why that method was taken
 * @param findings one per clean row, pair of times and statistic, and one per clean row and time of
 *     every other {@link Requirement}
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
   * The findings on one requirement, counted.
   *
   * @param requirement what was checked
   * @param comparisons how often
   * @param failed how many of them failed
   */
  public record Count(Requirement requirement, int comparisons, int failed) {}

  /**
   * Returns the findings, counted by requirement.
   *
   * @return one count for each requirement that was checked; what failed first
   */
  public List<Count> counts() {
    return Stream.of(Requirement.values())
        .map(
            requirement -> {
              List<Finding> own =
                  findings.stream().filter(f -> f.requirement() == requirement).toList();
              long failed = own.stream().filter(f -> !f.holds()).count();
              return new Count(requirement, own.size(), (int) failed);
            })
        .filter(count -> count.comparisons() > 0)
        .sorted(Comparator.comparing(count -> count.failed() == 0))
        .toList();
  }

  /**
   * Returns what the check left out because of its times.
   *
   * @return that t = 0 was not checked; empty if it was
   */
  public String notChecked() {
    return findings.stream().anyMatch(f -> f.requirement() == Requirement.CLEAN_START)
        ? ""
        : "t = 0 was not checked: it is not among the times";
  }

  /**
   * Returns whether the law holds everywhere, and whatever else was checked.
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
    return Comparator.comparingDouble(Finding::excess).reversed();
  }

  @Override
  public String toString() {
    List<Finding> failures = failures();
    StringBuilder text = new StringBuilder();
    for (Count count : counts()) {
      text.append(count.requirement().law())
          .append(count.failed() == 0 ? " HOLDS: " : " FAILS: ")
          .append(count.comparisons())
          .append(" comparisons, ")
          .append(count.failed())
          .append(" failed\n");
    }
    if (!notChecked().isEmpty()) {
      text.append(notChecked()).append('\n');
    }
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
    String where =
        f.s() == f.t()
            ? String.format(Locale.ROOT, "  row %d  t = %.4g  ", f.row(), f.t())
            : String.format(Locale.ROOT, "  row %d  t = %.4g -> s = %.4g  ", f.row(), f.t(), f.s());
    if (f.requirement() != Requirement.MARGINAL_IDENTITY) {
      return where + f.what();
    }
    String p = Double.isNaN(f.pValue()) ? "" : String.format(Locale.ROOT, "  p = %.2e", f.pValue());
    return where
        + String.format(
            Locale.ROOT,
            "deviation %.3e (limit %.1e)%s  at %s",
            f.deviation(),
            f.limit(),
            p,
            f.what());
  }
}
