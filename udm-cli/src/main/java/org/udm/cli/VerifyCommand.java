package org.udm.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.udm.cli.console.Json;
import org.udm.cli.console.Terminal;
import org.udm.cli.console.UserException;
import org.udm.core.random.RandomStreams;
import org.udm.core.verify.Finding;
import org.udm.core.verify.LawCase;
import org.udm.core.verify.LawCases;
import org.udm.core.verify.LawReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code udm verify}: checks the marginal identity of every registered pair and what goes with it.
 */
@Command(
    name = "verify",
    description =
        "Check that reverse kernels obey the marginal identity, the law that samplers rest on.",
    footer = {
      "",
      "Every registered pair of a corruption and a reverse kernel is checked, exactly by enumeration"
          + " where states are finite, statistically otherwise. So is that nothing is corrupted at"
          + " t = 0, and that noise drawn from a noise posterior gives the corrupted state again.",
      "Exit status 1 if a pair breaks the law."
    })
final class VerifyCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "Check only pairs whose name contains this; see --list.")
  private String name = "";

  @Option(names = "--list", description = "List the registered pairs and stop.")
  private boolean list;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of statistical checks (default 1).")
  private long seed = 1;

  @Option(names = "--json", description = "Print one JSON document instead of text.")
  private boolean json;

  @Override
  public Integer call() {
    List<LawCase> cases = LawCases.registered().filter(c -> c.name().contains(name)).toList();
    if (cases.isEmpty()) {
      throw UserException.usage(
          "no registered pair has '%s' in its name; '%s verify --list' shows them"
              .formatted(name, Terminal.COMMAND));
    }
    if (list) {
      cases.forEach(c -> System.out.println(c.name()));
      return 0;
    }
    Terminal terminal = Terminal.standard();
    List<Map<String, Object>> results = new ArrayList<>();
    int failed = 0;
    for (LawCase lawCase : cases) {
      terminal.progress("checking " + lawCase.name());
      long start = System.nanoTime();
      LawReport report = lawCase.check().get().check(RandomStreams.of(seed));
      double seconds = (System.nanoTime() - start) / 1e9;
      failed += report.holds() ? 0 : 1;
      if (json) {
        results.add(describe(lawCase, report, seconds));
      } else {
        print(lawCase, report, seconds, terminal);
      }
    }
    terminal.clear();
    if (json) {
      System.out.println(
          Json.text(Map.of("pairs", results, "failed", failed, "passed", cases.size() - failed)));
    } else {
      System.out.printf("%d pairs obey the law, %d break it%n", cases.size() - failed, failed);
    }
    return failed == 0 ? 0 : 1;
  }

  private static void print(LawCase lawCase, LawReport report, double seconds, Terminal terminal) {
    double worst = report.findings().stream().mapToDouble(Finding::deviation).max().orElse(0);
    terminal.clear();
    System.out.printf(
        Locale.ROOT,
        "%-5s %-44s %-11s %4d comparisons, largest deviation %.1e (%.1f s)%n",
        report.holds() ? "ok" : "FAILS",
        lawCase.name(),
        report.method().name().toLowerCase(Locale.ROOT),
        report.findings().size(),
        worst,
        seconds);
    if (!report.holds()) {
      System.out.println(report.toString().indent(6));
    }
  }

  private static Map<String, Object> describe(LawCase lawCase, LawReport report, double seconds) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("name", lawCase.name());
    result.put("holds", report.holds());
    result.put("method", report.method().name().toLowerCase(Locale.ROOT));
    result.put("reason", report.reason());
    result.put("terms", report.terms());
    result.put("seconds", seconds);
    result.put("failures", report.failures());
    result.put(
        "largest_deviation",
        report.findings().stream().mapToDouble(Finding::deviation).max().orElse(0));
    result.put("comparisons", report.findings().size());
    return result;
  }
}
