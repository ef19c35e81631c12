package org.udm.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.udm.cli.console.Terminal;
import org.udm.cli.console.UserException;
import org.udm.cli.processes.Crew;
import org.udm.cli.run.Bounds;
import org.udm.cli.run.Engine;
import org.udm.cli.run.GraphLimits;
import org.udm.cli.run.Model;
import org.udm.cli.run.RunDirectory;
import org.udm.cli.run.Settings;
import org.udm.cli.run.Task;
import org.udm.cli.run.Trained;
import org.udm.cli.run.Training;
import org.udm.cli.text.TextDemo;
import org.udm.cli.text.TextKind;
import org.udm.cli.text.Words;
import org.udm.core.bound.BoundReport;
import org.udm.core.given.Given;
import org.udm.core.random.RandomStreams;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.grammar.Grammar;
import org.udm.torch.parallel.Peers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code udm demo}: a diffusion model learns an artificial language before your eyes. */
@Command(
    name = "demo",
    description = "Watch a diffusion model learn a small artificial language and write it.",
    footer = {
      "",
      "The language is a grammar whose entropy is known exactly, so the bound that the model reaches"
          + " can be judged. Takes less than three minutes on two cores."
    })
final class DemoCommand implements Callable<Integer> {
  private static final double MINUTES = 2.8; // of training at most, also on a slow machine
  private static final double GRAPH_MINUTES = 4.5;
  private static final long STEPS = 2500;
  private static final long GRAPH_STEPS = 1500;
  private static final int SHOWN = 8;
  private static final int JUDGED_BATCH = 250;
  private static final int TRACE_STEPS = 6;
  private static final int BOUND_DRAWS = 4;

  /** What is shown, by corruption. */
  private enum Shown {
    MASK(
        "masked",
        "nothing but masks",
        "one word at a time",
        "these ___ that ___ the ___ ...",
        "the ___ cats ___ a ___ ."),
    DELETION("deletion", "nothing", "of free length", "these ___ the cats", "the ___ sees a cat");

    private final String model;
    private final String from;
    private final String how;
    private final String infill;
    private final String next;

    Shown(String model, String from, String how, String infill, String next) {
      this.model = model;
      this.from = from;
      this.how = how;
      this.infill = infill;
      this.next = next;
    }
  }

  @Spec private CommandSpec spec;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Directory of the run; an earlier demo in it is replaced (default runs/demo).")
  private Path out = Path.of("runs", "demo");

  @Option(
      names = "--corruption",
      paramLabel = "WORD",
      description = "mask, or deletion, whose sentences have any length (default mask).")
  private String corruption = "mask";

  @Option(
      names = "--engine",
      paramLabel = "ENGINE",
      description = "torch, or dl4j: Deeplearning4j, which takes a minute more (default torch).")
  private String engine = Engine.TORCH.word();

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Training steps (default 2500, with --engine dl4j 1500).")
  private Long steps;

  @Option(
      names = "--samples",
      paramLabel = "N",
      description =
          "Sentences that are drawn and judged; the bound is of twice as many, at most 2000 (default"
              + " 1000).")
  private int judged = 1000;

  @Option(names = "--seed", paramLabel = "N", description = "Seed of all randomness (default 1).")
  private long seed = 1;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "cpu, cuda or auto (default auto).")
  private String device = "auto";

  @Override
  public Integer call() {
    if (judged < 1) {
      throw UserException.usage("--samples %d: it must be at least 1".formatted(judged));
    }
    Shown shown = Words.choose("corruption", corruption, List.of(Shown.values()));
    TextKind kind = TextKind.of();
    Settings settings =
        Settings.defaults(kind.settings()).with(options(shown), Settings.COMMAND_LINE);
    GraphLimits.require(kind, settings);
    return new EngineSwitch(Engine.of(settings), device, 0)
        .run(spec, () -> train(shown, kind, settings));
  }

  private Map<String, Object> options(Shown shown) {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put(Engine.SETTING, engine);
    options.put("data", TextKind.GRAMMAR);
    options.put("corruption", Words.of(shown));
    options.put("length", Grammar.english().length());
    options.put("width", 64);
    options.put("lr", 6e-3);
    options.put("lr-end", 3e-4);
    options.put("weight-decay", 0.01);
    options.put("eval-every", 0);
    options.put("save-every", 500);
    options.put("seed", seed);
    options.put("device", device);
    if (engine.equals(Engine.DL4J.word())) {
      options.put("batch", 64);
      options.put("steps", steps == null ? GRAPH_STEPS : steps);
      options.put("ema", 0.995);
      options.put("minutes", GRAPH_MINUTES);
    } else {
      options.put("layers", 2);
      options.put("batch", 256);
      options.put("steps", steps == null ? STEPS : steps);
      options.put("ema", 0.998);
      options.put("minutes", MINUTES);
    }
    return options;
  }

  private int train(Shown shown, TextKind kind, Settings settings) {
    Grammar grammar = Grammar.english();
    RunDirectory directory = RunDirectory.of(out);
    Task<Given<TokenBatch, TokenBatch>> task = kind.fresh(settings, directory);
    directory.requireNoRunBut(TextKind.GRAMMAR);
    introduce(shown, grammar, task);
    try (Training<Given<TokenBatch, TokenBatch>> training =
        Training.start(kind, settings, task, directory, Crew.alone())) {
      int status = training.run();
      if (status == 0) {
        try (Trained<Given<TokenBatch, TokenBatch>> trained = training.trained()) {
          Model<Given<TokenBatch, TokenBatch>> model =
              kind.model(settings, grammar.vocabulary().description());
          conclude(shown, task, model, trained);
        }
      }
      return status;
    }
  }

  private static void introduce(
      Shown shown, Grammar grammar, Task<Given<TokenBatch, TokenBatch>> task) {
    System.out.printf(
        "A %s diffusion model learns a language from examples such as%n", shown.model);
    RandomStreams rng = RandomStreams.of(0).named("examples");
    for (int i = 0; i < 3; i++) {
      System.out.println("    " + grammar.sample(rng.row(i)));
    }
    System.out.printf(
        Locale.ROOT,
        "Its %.3g sentences have an entropy of %.3f nats, %.3f bits per %s of a row: no model can do better.%n%n",
        grammar.sentences(),
        grammar.entropy(),
        task.measure().entropyBits(),
        task.measure().unit());
  }

  private void conclude(
      Shown shown,
      Task<Given<TokenBatch, TokenBatch>> task,
      Model<Given<TokenBatch, TokenBatch>> model,
      Trained<Given<TokenBatch, TokenBatch>> trained) {
    Grammar grammar = Grammar.english();
    RandomStreams rng = RandomStreams.of(seed).named("demo");
    TextDemo demo = TextDemo.of(trained, grammar);

    System.out.printf("%nIt writes, from %s (one sentence, %d steps):%n", shown.from, TRACE_STEPS);
    demo.trace(TRACE_STEPS, rng.named("trace"));

    System.out.printf("%nSamples, %s:%n", shown.how);
    double grammatical = 0;
    for (int from = 0; from < judged; from += JUDGED_BATCH) {
      int rows = Math.min(JUDGED_BATCH, judged - from);
      TokenBatch drawn = demo.draw(rows, rng.named("samples").fromRow(from));
      grammatical += grammar.grammaticalShare(drawn) * rows;
      for (int i = 0; from == 0 && i < Math.min(SHOWN, rows); i++) {
        String mark = grammar.isGrammatical(drawn.row(i)) ? "    " : "  x ";
        System.out.println(mark + grammar.text(drawn.row(i)));
      }
    }
    System.out.printf(
        Locale.ROOT, "grammatical: %.1f %% of %d samples%n", 100 * grammatical / judged, judged);

    TokenBatch filled = demo.fill(shown.infill, rng.named("infill"));
    System.out.printf("%nFilling in \"%s\":%n    %s%n", shown.infill, grammar.text(filled.row(0)));

    BoundReport bound =
        Bounds.evaluate(
            Peers.alone(),
            trained.bound(0, BOUND_DRAWS).orElseThrow(),
            task.evaluated().atMost(2L * judged),
            trained.predictor(),
            model::units,
            rng.named("bound"),
            done -> {});
    double gap = bound.total().inBits().mean() / task.measure().entropyBits() - 1;
    System.out.printf(
        Locale.ROOT,
        "%nbound on fresh sentences: %s: %.1f %% %s the entropy%n",
        task.measure().line(bound),
        100 * Math.abs(gap),
        gap < 0 ? "below (by the chance of the estimate)" : "above");
    System.out.printf(
        "%nNext:%n"
            + "    %1$s sample %2$s --count 5 --prompt 'these big'%n"
            + "    %1$s sample %2$s --infill '%3$s' --steps 4 --trace%n"
            + "    %1$s verify%n"
            + "    %1$s train text --data YOUR.txt --out runs/mine%n",
        Terminal.COMMAND, RunDirectory.of(out).quoted(), shown.next);
  }
}
