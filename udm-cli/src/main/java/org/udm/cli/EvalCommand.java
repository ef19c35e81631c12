package org.udm.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.udm.cli.console.Json;
import org.udm.cli.console.Terminal;
import org.udm.cli.console.UserException;
import org.udm.cli.processes.Crew;
import org.udm.cli.run.Bounds;
import org.udm.cli.run.Engine;
import org.udm.cli.run.HeldOutLoss;
import org.udm.cli.run.Kind;
import org.udm.cli.run.RecordFile;
import org.udm.cli.run.RowBounds;
import org.udm.cli.run.Run;
import org.udm.cli.run.RunDirectory;
import org.udm.cli.run.SavedRun;
import org.udm.cli.run.Scores;
import org.udm.cli.run.Scoring;
import org.udm.cli.run.Task;
import org.udm.core.Batch;
import org.udm.core.bound.BoundReport;
import org.udm.core.bound.Estimate;
import org.udm.core.bound.Nelbo;
import org.udm.core.random.RandomStreams;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code udm eval}: the bound of a trained model, and what its draws are worth. */
@Command(
    name = "eval",
    description =
        "Evaluate a trained model: an upper bound on nats and bits per token or dimension, by"
            + " terms; draws held against the data.",
    footer = {
      "",
      "The bound is the negative evidence lower bound of the run's corruption, in continuous time or"
          + " of a sampler with --steps steps; of an autoregressive model it is the exact likelihood."
          + " Its standard error is over rows. Bits of"
          + " images are those of pixels with 256 levels. A corruption that has no bound tells the"
          + " loss of training on rows that were not trained on.",
      "",
      "Examples:",
      "  udm eval runs/shakespeare --data shakespeare.txt",
      "  udm eval runs/digits --classifier --sampler ddim --sampler-steps 50"
    })
final class EvalCommand implements Callable<Integer> {
  private static final List<String> PARTS = List.of(Task.VALIDATION, "training", "all", "test");

  private final Kinds kinds;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "Directory of a trained run.")
  private Path run;

  @Option(
      names = "--data",
      paramLabel = "DATA",
      description =
          "Data as for 'udm train' of the run's kind (default: what the run was trained on).")
  private String data;

  @Option(
      names = "--part",
      paramLabel = "PART",
      description =
          "validation, training or all of the data, or the test part of a text that has one (default:"
              + " validation of the run's own data, all of others).")
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
      description = "Evaluate only about so many rows, spread over the data (default 0, all).")
  private long rows;

  @Option(
      names = "--guidance",
      paramLabel = "W",
      description =
          "Scale of classifier-free guidance of what is drawn (default 1, none); bounds have none.")
  private Double guidance;

  @Option(names = "--seed", paramLabel = "N", description = "Seed of the noise (default 1).")
  private long seed = 1;

  @Option(names = "--json", description = "Print one JSON document instead of text.")
  private boolean asJson;

  @Mixin private EngineOptions engine;

  @Mixin private ProcessOptions processes;

  private EvalCommand(Kinds kinds) {
    this.kinds = kinds;
  }

  /** The command with the options of all kinds. */
  static CommandSpec of(Kinds kinds) {
    CommandSpec spec = CommandSpec.forAnnotatedObject(new EvalCommand(kinds));
    List<String> footer = new ArrayList<>();
    for (Scoring<?> scoring : kinds.scorings()) {
      OptionGroups.add(spec, scoring.heading(), OptionGroups.options(scoring));
      scoring.footer().forEach(paragraph -> footer.addAll(List.of("", paragraph)));
    }
    footer.addAll(List.of(spec.usageMessage().footer()));
    spec.usageMessage().footer(footer.toArray(String[]::new));
    return spec;
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
    OptionGroups.requireOnce(spec);
    RunDirectory directory = RunDirectory.of(run);
    return evaluate(directory.requireRun(kinds.all()), directory);
  }

  private <X extends Batch<X>> int evaluate(Kind<X> kind, RunDirectory directory) {
    OptionGroups.requireOwn(
        spec, kinds.scorings(), kind.scoring().orElse(null), run.toString(), kind.name());
    kind.scoring().ifPresent(scoring -> scoring.check(steps));
    return engine.run(
        spec,
        Engine.of(RecordFile.settings(kind, directory)),
        processes,
        crew -> evaluate(kind, directory, crew));
  }

  private <X extends Batch<X>> int evaluate(Kind<X> kind, RunDirectory directory, Crew crew) {
    Run recorded = SavedRun.run(kind, directory, Map.of());
    Task<X> task =
        crew.leaderFirst(
            () ->
                data == null
                    ? SavedRun.data(kind, recorded, part)
                    : kind.open(recorded, data, part));
    boolean moved = data != null && task.hash().equals(RecordFile.dataHash(directory.record()));
    SavedRun<X> saved =
        SavedRun.read(
            kind,
            directory,
            moved ? Map.of("data", kind.located(data)) : Map.of(),
            crew,
            engine.device(),
            engine.threads());
    Terminal terminal = crew.terminal();
    Optional<Nelbo<X>> bound = saved.trained().bound(steps, draws);
    if (bound.isEmpty() && steps > 0) {
      throw UserException.usage(
          "--steps %d: this corruption has no bound; leave --steps out".formatted(steps));
    }
    Map<String, Object> json = new LinkedHashMap<>();
    List<String> lines = new ArrayList<>();
    describe(task, saved.steps(), json);
    Optional<RowBounds> bounds = Optional.empty();
    if (bound.isPresent()) {
      bounds = Optional.of(bound(saved, bound.get(), task, crew, json, lines));
    } else {
      heldOutLoss(saved, task, crew, json, lines);
    }
    Scoring.Evaluated evaluated = new Scoring.Evaluated(bounds, steps, draws, most(), guidance);
    kind.scoring()
        .ifPresent(
            scoring -> {
              Scores scores =
                  scoring.of(
                      saved,
                      task,
                      evaluated,
                      crew.peers(),
                      RandomStreams.of(seed).named("draws"),
                      terminal::progress);
              json.putAll(scores.json());
              if (!scores.lines().isEmpty()) {
                lines.add("");
                lines.addAll(scores.lines());
              }
            });
    terminal.clear();
    if (!crew.peers().leads()) {
      return 0;
    }
    if (asJson) {
      System.out.println(Json.text(json));
    } else {
      lines.forEach(System.out::println);
    }
    return 0;
  }

  private <X extends Batch<X>> Stream<X> rows(Task<X> task) {
    return task.evaluated().atMost(most());
  }

  private long most() {
    return rows == 0 ? Long.MAX_VALUE : rows;
  }

  private <X extends Batch<X>> RowBounds bound(
      SavedRun<X> saved,
      Nelbo<X> bound,
      Task<X> task,
      Crew crew,
      Map<String, Object> json,
      List<String> lines) {
    Terminal terminal = crew.terminal();
    RowBounds bounds =
        Bounds.ofRows(
            crew.peers(),
            bound,
            rows(task),
            saved.trained().predictor(),
            saved.model()::units,
            RandomStreams.of(seed).named("eval"),
            done -> terminal.progress("evaluating: %,d rows".formatted(done)));
    BoundReport report = bounds.report();
    json.put("time", steps == 0 ? "continuous" : steps + " steps");
    json.put("draws_per_row", draws);
    String words = saved.trained().boundWords(steps, draws);
    json.put("bound", words);
    json.putAll(Bounds.describe(report, task.measure()));
    lines.addAll(lines(report, task, words));
    return bounds;
  }

  private <X extends Batch<X>> void heldOutLoss(
      SavedRun<X> saved, Task<X> task, Crew crew, Map<String, Object> json, List<String> lines) {
    Terminal terminal = crew.terminal();
    Estimate loss =
        HeldOutLoss.of(
            crew.peers(),
            saved.model().objective(),
            saved.kept().losses(),
            rows(task),
            RandomStreams.of(seed).named("eval"),
            done -> terminal.progress("evaluating: %,d rows".formatted(done)));
    json.putAll(HeldOutLoss.describe(loss));
    lines.add(
        String.format(
            Locale.ROOT,
            "%s of the data: loss %.5f +- %.5f; this corruption has no bound",
            task.part(),
            loss.mean(),
            loss.standardError()));
  }

  private void describe(Task<?> task, long trainedSteps, Map<String, Object> result) {
    result.put("run", run.toString());
    result.put("trained_steps", trainedSteps);
    result.put("data_hash", task.hash());
    result.put("part", task.part());
    result.put(task.measure().key(), task.measure().unit());
    result.put("seed", seed);
    if (!Double.isNaN(task.measure().entropyBits())) {
      result.put("exact_entropy_bits_per_" + task.measure().key(), task.measure().entropyBits());
    }
  }

  private static List<String> lines(BoundReport report, Task<?> task, String words) {
    String unit = task.measure().unit();
    return List.of(
        String.format(
            Locale.ROOT,
            "%s of the data, %,d rows, %,d %ss, %s",
            task.part(),
            report.rows(),
            report.units(),
            unit,
            words),
        "NELBO  " + task.measure().line(report),
        line("total", report.total(), unit),
        line("prior", report.prior(), unit),
        line("diffusion", report.diffusion(), unit),
        line("reconstruction", report.reconstruction(), unit),
        "",
        String.format(
            Locale.ROOT,
            "  %.3f +- %.3f nats per row; perplexity per %s %.3f",
            report.perRow().mean(),
            report.perRow().standardError(),
            unit,
            Math.exp(report.total().mean())));
  }

  private static String line(String name, Estimate estimate, String unit) {
    return String.format(
        Locale.ROOT,
        "  %-15s %8.4f +- %.4f nats/%s",
        name,
        estimate.mean(),
        estimate.standardError(),
        unit);
  }
}
