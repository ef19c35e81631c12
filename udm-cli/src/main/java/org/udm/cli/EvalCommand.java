package org.udm.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.udm.core.bound.BoundReport;
import org.udm.core.bound.Estimate;
import org.udm.core.bound.Nelbo;
import org.udm.core.random.RandomStreams;
import org.udm.core.schedule.TimeGrid;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.mask.MaskedNelbo;
import org.udm.discrete.mask.MaskedStepNelbo;
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

  @Override
  public Integer call() {
    if (steps < 0 || draws < 1 || rows < 0) {
      throw UserException.usage(
          "--steps %d --draws %d --rows %d: --steps and --rows must be at least 0, --draws at least 1"
              .formatted(steps, draws, rows));
    }
    if (part != null && !TextTasks.PARTS.contains(part)) {
      throw UserException.usage(
          "--part %s: choose one of %s".formatted(part, String.join(", ", TextTasks.PARTS)));
    }
    RunDirectory directory = RunDirectory.of(run);
    SavedModel saved = SavedModel.read(directory, engine.device(), engine.threads());
    TextTask task =
        data == null
            ? TextTasks.own(saved.settings(), saved.model().vocabulary(), directory, part)
            : TextTasks.other(saved.settings(), saved.model().vocabulary(), directory, data, part);
    Nelbo<TokenBatch> bound =
        steps == 0
            ? MaskedNelbo.of(saved.model().masking()).withDraws(draws)
            : MaskedStepNelbo.of(saved.model().masking(), TimeGrid.uniform(steps))
                .withStepsPerRow(Math.min(draws, steps));
    Terminal terminal = Terminal.standard();
    BoundReport report =
        Bounds.evaluate(
            bound,
            task.evaluated().atMost(rows == 0 ? Long.MAX_VALUE : rows),
            saved.predictor(),
            RandomStreams.of(seed).named("eval"),
            done -> terminal.progress("evaluating: %,d rows".formatted(done)));
    terminal.clear();
    if (json) {
      System.out.println(Json.text(describe(report, task, saved)));
    } else {
      print(report, task);
    }
    return 0;
  }

  private Map<String, Object> describe(BoundReport report, TextTask task, SavedModel saved) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("run", run.toString());
    result.put("trained_steps", saved.steps());
    result.put("data_hash", task.hash());
    result.put("part", task.part());
    result.put("time", steps == 0 ? "continuous" : steps + " steps");
    result.put("token", task.unit());
    result.put("draws_per_row", draws);
    result.put("seed", seed);
    if (!Double.isNaN(task.entropyBits())) {
      result.put("exact_entropy_bits_per_token", task.entropyBits());
    }
    result.putAll(Bounds.describe(report));
    return result;
  }

  private void print(BoundReport report, TextTask task) {
    System.out.printf(
        Locale.ROOT,
        "%s of the text, %,d rows, %,d %ss, %s, %d draws a row%n",
        task.part(),
        report.rows(),
        report.units(),
        task.unit(),
        steps == 0 ? "continuous time" : steps + " steps",
        draws);
    System.out.printf("NELBO  %s%n", Bounds.line(report, task.unit(), task.entropyBits()));
    line("total", report.total(), task);
    line("prior", report.prior(), task);
    line("diffusion", report.diffusion(), task);
    line("reconstruction", report.reconstruction(), task);
    System.out.printf(
        Locale.ROOT,
        "%n  %.3f +- %.3f nats per row; perplexity per %s %.3f%n",
        report.perRow().mean(),
        report.perRow().standardError(),
        task.unit(),
        Math.exp(report.total().mean()));
  }

  private static void line(String name, Estimate estimate, TextTask task) {
    System.out.printf(
        Locale.ROOT,
        "  %-15s %8.4f +- %.4f nats/%s%n",
        name,
        estimate.mean(),
        estimate.standardError(),
        task.unit());
  }
}
