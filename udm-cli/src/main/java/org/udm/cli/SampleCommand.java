package org.udm.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.udm.cli.console.Json;
import org.udm.cli.console.Terminal;
import org.udm.cli.console.UserException;
import org.udm.cli.processes.Crew;
import org.udm.cli.run.DrawTurns;
import org.udm.cli.run.Drawing;
import org.udm.cli.run.Engine;
import org.udm.cli.run.Kind;
import org.udm.cli.run.RecordFile;
import org.udm.cli.run.RunDirectory;
import org.udm.cli.run.Sampling;
import org.udm.cli.run.SavedRun;
import org.udm.core.Batch;
import org.udm.core.random.RandomStreams;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code udm sample}: new rows from a trained model. */
@Command(name = "sample", description = "Draw new texts, points or images with a trained model.")
final class SampleCommand implements Callable<Integer> {
  private final Kinds kinds;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "Directory of a trained run.")
  private Path run;

  @Option(names = "--count", paramLabel = "N", description = "How many (default 1).")
  private int count = 1;

  @Option(
      names = "--steps",
      paramLabel = "T",
      description = "Steps of the time grid, for samplers that have one (default: the sampler's).")
  private Integer steps;

  @Option(
      names = "--class",
      paramLabel = "CLASS",
      description =
          "Name or number of a class, or none, of a run that is told classes (default: points and"
              + " images of all by turns, texts by their shares of the training rows).")
  private String label;

  @Option(
      names = "--guidance",
      paramLabel = "W",
      description =
          "Scale of classifier-free guidance towards the class, or the source of what is restored;"
              + " 1 is none, and others leave the law (default 1).")
  private Double guidance;

  @Option(names = "--seed", paramLabel = "N", description = "Seed of the samples (default 1).")
  private long seed = 1;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Samples drawn together; does not change them (default 32).")
  private int batch = 32;

  @Option(names = "--json", description = "Print one JSON document instead of text.")
  private boolean json;

  @Mixin private EngineOptions engine;

  @Mixin private ProcessOptions processes;

  private SampleCommand(Kinds kinds) {
    this.kinds = kinds;
  }

  /** The command with the options of all kinds. */
  static CommandSpec of(Kinds kinds) {
    CommandSpec spec = CommandSpec.forAnnotatedObject(new SampleCommand(kinds));
    List<String> footer = new ArrayList<>();
    List<String> examples = new ArrayList<>(List.of("", "Examples:"));
    for (Sampling<?> sampling : kinds.samplings()) {
      OptionGroups.add(spec, sampling.heading(), OptionGroups.options(sampling));
      footer.add("");
      footer.addAll(sampling.footer());
      sampling.examples().forEach(line -> examples.add("  " + line));
    }
    footer.addAll(examples);
    spec.usageMessage().footer(footer.toArray(String[]::new));
    return spec;
  }

  @Override
  public Integer call() {
    requireAtLeastOne("--count", count);
    requireAtLeastOne("--batch", batch);
    requireAtLeastOne("--steps", steps == null ? 1 : steps);
    OptionGroups.requireOnce(spec);
    RunDirectory directory = RunDirectory.of(run);
    return draw(directory.requireRun(kinds.all()), directory);
  }

  private static void requireAtLeastOne(String option, int value) {
    if (value < 1) {
      throw UserException.usage("%s %d: it must be at least 1".formatted(option, value));
    }
  }

  private <X extends Batch<X>> int draw(Kind<X> kind, RunDirectory directory) {
    OptionGroups.requireOwn(spec, kinds.samplings(), kind.sampling(), run.toString(), kind.name());
    Sampling.Order order =
        new Sampling.Order(
            count,
            steps,
            label,
            guidance,
            processes.number(),
            json ? Sampling.AsJson.YES : Sampling.AsJson.NO);
    kind.sampling().check(order);
    kind.sampling().requireOutputs(kind);
    return engine.run(
        spec,
        Engine.of(RecordFile.settings(kind, directory)),
        processes,
        crew -> draw(kind, directory, order, crew));
  }

  private <X extends Batch<X>> int draw(
      Kind<X> kind, RunDirectory directory, Sampling.Order order, Crew crew) {
    Map<String, String> moved =
        kind.sampling().data().map(data -> Map.of("data", kind.located(data))).orElse(Map.of());
    SavedRun<X> saved =
        SavedRun.read(kind, directory, moved, crew, engine.device(), engine.threads());
    Drawing<X> drawing = kind.sampling().drawing(saved, order);
    Terminal terminal = crew.terminal();
    long start = System.nanoTime();
    RandomStreams rng = RandomStreams.of(seed).named("sample");
    DrawTurns<X> turns = DrawTurns.of(crew.peers(), kind.code(), count, batch);
    while (turns.more()) {
      List<X> drawn =
          turns.next(
              (from, rows) -> {
                String doing =
                    "drawing %s %d to %d of %d"
                        .formatted(drawing.noun(1), from + 1, from + rows, count);
                return drawing
                    .sampler(
                        from,
                        calls -> terminal.progress("%s: prediction %d".formatted(doing, calls)))
                    .draw(rows, rng.fromRow(from))
                    .x0();
              });
      terminal.clear();
      if (crew.peers().leads()) {
        drawn.forEach(drawing::show);
      }
      if (System.out.checkError()) {
        return UserException.Status.FAILED.code(); // nobody reads on
      }
    }
    drawing.share(crew.peers());
    if (!crew.peers().leads()) {
      return 0;
    }
    drawing.end();
    double seconds = (System.nanoTime() - start) / 1e9;
    if (json) {
      System.out.println(Json.text(describe(saved, drawing, seconds)));
    } else {
      terminal.line(
          String.format(
              Locale.ROOT,
              "%d %s in %.1f s, %.1f network evaluations each%s",
              count,
              drawing.noun(count),
              seconds,
              (double) drawing.rowsPredicted() / count,
              drawing.remark()));
    }
    return 0;
  }

  private <X extends Batch<X>> Map<String, Object> describe(
      SavedRun<X> saved, Drawing<X> drawing, double seconds) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("run", run.toString());
    result.put("trained_steps", saved.steps());
    result.putAll(drawing.choices());
    result.put("seed", seed);
    result.put("nfe", (double) drawing.rowsPredicted() / count);
    result.put("seconds", seconds);
    result.putAll(drawing.results());
    return result;
  }
}
