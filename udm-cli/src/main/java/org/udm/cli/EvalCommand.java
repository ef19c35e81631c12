package org.udm.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.udm.cli.console.Json;
import org.udm.cli.console.Terminal;
import org.udm.cli.console.UserException;
import org.udm.cli.run.Bounds;
import org.udm.cli.run.Kind;
import org.udm.cli.run.RunDirectory;
import org.udm.cli.run.SavedRun;
import org.udm.cli.run.Task;
import org.udm.core.Batch;
import org.udm.core.bound.BoundReport;
import org.udm.core.bound.Estimate;
import org.udm.core.random.RandomStreams;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code udm eval}: the bound of a trained model on a text. */
@Command(
    name = "eval",
    description = "Evaluate a trained model: an upper bound on nats and bits per token, by terms.",
    footer = {
      "",
      "The bound is the negative evidence lower bound of masked diffusion, in continuous time or of"
          + " a sampler with --steps steps. Its standard error is over rows.",
      "",
      "Example:",
      "  udm eval runs/shakespeare --data shakespeare.txt"
    })
final class EvalCommand implements Callable<Integer> {
  private static final List<String> PARTS = List.of(Task.VALIDATION, "training", "all");

  private final Kinds kinds;

  @Parameters(paramLabel = "DIR", description = "Directory of a trained run.")
  private Path run;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description =
          "Text file or directory, several joined by commas (default: what the run was trained on).")
  private String data;

  @Option(
      names = "--part",
      paramLabel = "PART",
      description =
          "validation, training or all of the text (default: validation of the run's own text, all of"
              + " another).")
  private String part;

  @Option(
      names = "--steps",
      paramLabel = "T",
      description = "Bound of a sampler with T equal steps (default 0, continuous time).")
  private int steps;

  @Option(
      names = "--draws",
      paramLabel = "N",
      description = "Noise draws per row; more make the error smaller (default 8).")
  private int draws = 8;

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "Evaluate only about so many rows, spread over the text (default 0, all).")
  private long rows;

  @Option(names = "--seed", paramLabel = "N", description = "Seed of the noise (default 1).")
  private long seed = 1;

  @Option(names = "--json", description = "Print one JSON document instead of text.")
  private boolean json;

  @Mixin private EngineOptions engine;

  /** The command for runs on all kinds of data. */
  EvalCommand(Kinds kinds) {
    this.kinds = kinds;
  }

  @Override
  public Integer call() {
    if (steps < 0 || draws < 1 || rows < 0) {
      throw UserException.usage(
          "--steps %d --draws %d --rows %d: --steps and --rows must be at least 0, --draws at least 1"
              .formatted(steps, draws, rows));
    }
    if (part != null && !PARTS.contains(part)) {
      throw UserException.usage(
          "--part %s: choose one of %s".formatted(part, String.join(", ", PARTS)));
    }
    RunDirectory directory = RunDirectory.of(run);
    return evaluate(directory.requireRun(kinds.all()), directory);
  }

  private <X extends Batch<X>> int evaluate(Kind<X> kind, RunDirectory directory) {
    SavedRun<X> saved = SavedRun.read(kind, directory, Map.of(), engine.device(), engine.threads());
    Task<X> task =
        data == null ? SavedRun.data(kind, saved.run(), part) : kind.open(saved.run(), data, part);
    Terminal terminal = Terminal.standard();
    BoundReport report =
        Bounds.evaluate(
            saved.trained().bound(steps, draws).orElseThrow(),
            task.evaluated().atMost(rows == 0 ? Long.MAX_VALUE : rows),
            saved.trained().predictor(),
            saved.model().loss(),
            RandomStreams.of(seed).named("eval"),
            done -> terminal.progress("evaluating: %,d rows".formatted(done)));
    terminal.clear();
    if (json) {
      System.out.println(Json.text(describe(report, task, saved.steps())));
    } else {
      print(report, task);
    }
    return 0;
  }

  private Map<String, Object> describe(BoundReport report, Task<?> task, long trainedSteps) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("run", run.toString());
    result.put("trained_steps", trainedSteps);
    result.put("data_hash", task.hash());
    result.put("part", task.part());
    result.put("time", steps == 0 ? "continuous" : steps + " steps");
    result.put(task.measure().key(), task.measure().unit());
    result.put("draws_per_row", draws);
    result.put("seed", seed);
    if (!Double.isNaN(task.measure().entropyBits())) {
      result.put("exact_entropy_bits_per_" + task.measure().key(), task.measure().entropyBits());
    }
    result.putAll(Bounds.describe(report, task.measure()));
    return result;
  }

  private void print(BoundReport report, Task<?> task) {
    String unit = task.measure().unit();
    System.out.printf(
        Locale.ROOT,
        "%s of the data, %,d rows, %,d %ss, %s, %d draws a row%n",
        task.part(),
        report.rows(),
        report.units(),
        unit,
        steps == 0 ? "continuous time" : steps + " steps",
        draws);
    System.out.printf("NELBO  %s%n", task.measure().line(report));
    line("total", report.total(), unit);
    line("prior", report.prior(), unit);
    line("diffusion", report.diffusion(), unit);
    line("reconstruction", report.reconstruction(), unit);
    System.out.printf(
        Locale.ROOT,
        "%n  %.3f +- %.3f nats per row; perplexity per %s %.3f%n",
        report.perRow().mean(),
        report.perRow().standardError(),
        unit,
        Math.exp(report.total().mean()));
  }

  private static void line(String name, Estimate estimate, String unit) {
    System.out.printf(
        Locale.ROOT,
        "  %-15s %8.4f +- %.4f nats/%s%n",
        name,
        estimate.mean(),
        estimate.standardError(),
        unit);
  }
}
