package org.udm.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.udm.core.Prior;
import org.udm.core.random.RandomStreams;
import org.udm.core.reverse.ReverseKernel;
import org.udm.core.reverse.ReverseKernels;
import org.udm.core.sample.Condition;
import org.udm.core.sample.GridSampler;
import org.udm.core.sample.PredictThenCorrect;
import org.udm.core.sample.SampleListener;
import org.udm.core.sample.Sampler;
import org.udm.core.schedule.TimeGrid;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.mask.FirstHittingSampler;
import org.udm.discrete.mask.Masking;
import org.udm.discrete.mask.RemaskingKernel;
import org.udm.discrete.mask.UnmaskingTransition;
import org.udm.discrete.sample.CachedPredictor;
import org.udm.discrete.sample.DrawOptions;
import org.udm.discrete.sample.TokenPredictor;
import org.udm.discrete.text.TokenDisplay;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code udm sample}: new texts from a trained model. */
@Command(
    name = "sample",
    description = "Write new texts with a trained model.",
    footer = {
      "",
      "Kernels: first-hitting (one token at a time, continuous time), unmask (the plain sampler, T"
          + " steps), remask (ReMDM, --remask of the largest lawful rate), fresh (all noise new at"
          + " every step), mix (unmask and fresh by halves). Without --kernel it is first-hitting, or"
          + " unmask where --steps or --trace is given.",
      "Temperature and top-p leave the law: the samples no longer follow the model that 'udm eval'"
          + " evaluates.",
      "",
      "Examples:",
      "  udm sample runs/shakespeare --count 3 --prompt 'ROMEO:'",
      "  udm sample runs/shakespeare --infill 'To be ______ not to be' --trace --steps 8"
    })
final class SampleCommand implements Callable<Integer> {
  private static final int STEPS = 256;
  private static final double REMASK = 0.1;

  private enum Kernel {
    FIRST_HITTING,
    UNMASK,
    REMASK,
    FRESH,
    MIX;

    /** The name on the command line. */
    String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  @Parameters(paramLabel = "DIR", description = "Directory of a trained run.")
  private Path run;

  @Option(names = "--count", paramLabel = "N", description = "How many texts (default 1).")
  private int count = 1;

  @Option(
      names = "--length",
      paramLabel = "L",
      description = "Tokens of each text (default: the longest that the model can write).")
  private Integer length;

  @Option(
      names = "--steps",
      paramLabel = "T",
      description = "Steps of the time grid, for all kernels but first-hitting (default 256).")
  private Integer steps;

  @Option(
      names = "--kernel",
      paramLabel = "KERNEL",
      description = "first-hitting, unmask, remask, fresh or mix; see below.")
  private String kernel;

  @Option(
      names = "--remask",
      paramLabel = "X",
      description =
          "Part of the largest lawful remasking rate, in [0, 1], for --kernel remask (default 0.1).")
  private Double remask;

  @Option(names = "--prompt", paramLabel = "TEXT", description = "How each text begins.")
  private String prompt;

  @Option(
      names = "--infill",
      paramLabel = "TEXT",
      description = "A text with gaps: each _ is one free character (or word, standing alone).")
  private String infill;

  @Option(
      names = "--gap",
      paramLabel = "CHAR",
      description = "The character that stands for a free token in --infill (default _).")
  private String gap = "_";

  @Option(
      names = "--temperature",
      paramLabel = "X",
      description = "Sharper below 1, flatter above; leaves the law (default 1).")
  private double temperature = 1;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      description = "Draw from the most probable tokens alone; leaves the law (default 1).")
  private double topP = 1;

  @Option(names = "--seed", paramLabel = "N", description = "Seed of the samples (default 1).")
  private long seed = 1;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Texts written together; does not change them (default 32).")
  private int batch = 32;

  @Option(names = "--json", description = "Print one JSON document instead of text.")
  private boolean json;

  @Option(names = "--trace", description = "Show the text at each step (grid kernels).")
  private boolean trace;

  @Mixin private EngineOptions engine;

  @Override
  public Integer call() {
    requireAtLeastOne("--count", count);
    requireAtLeastOne("--batch", batch);
    requireAtLeastOne("--steps", steps());
    if (prompt != null && infill != null) {
      throw UserException.usage(
          "--prompt and --infill together: put the prompt at the beginning of --infill");
    }
    Kernel chosen = kernel();
    DrawOptions draws = drawOptions();
    SavedModel saved = SavedModel.read(RunDirectory.of(run), engine.device(), engine.threads());
    Patterns pattern = pattern(saved);
    TokenDisplay display = TokenDisplay.of(saved.model().vocabulary());
    Terminal terminal = Terminal.standard();
    long start = System.nanoTime();
    List<String> texts = new ArrayList<>();
    List<List<String>> traces = new ArrayList<>();
    long rowsPredicted = 0;
    RandomStreams rng = RandomStreams.of(seed).named("sample");
    for (int from = 0; from < count; from += batch) {
      int rows = Math.min(batch, count - from);
      String doing = "writing text %d to %d of %d".formatted(from + 1, from + rows, count);
      Watched predictor =
          Watched.of(
              saved.predictor().withDraws(draws),
              calls -> terminal.progress("%s: prediction %d".formatted(doing, calls)));
      SampleListener<TokenBatch> listener =
          trace ? tracer(display, from, traces, terminal) : (step, t, xt) -> {};
      TokenBatch drawn =
          sampler(chosen, saved, predictor, pattern, listener).draw(rows, rng.fromRow(from)).x0();
      rowsPredicted += predictor.rows();
      terminal.clear();
      for (String text : display.show(drawn)) {
        texts.add(text);
        if (!json) {
          System.out.println((count > 1 ? "--- " + texts.size() + "\n" : "") + text);
        }
      }
      if (System.out.checkError()) {
        return UserException.Status.FAILED.code(); // nobody reads on
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    if (json) {
      System.out.println(Json.text(describe(saved, chosen, texts, traces, rowsPredicted, seconds)));
    } else {
      terminal.line(
          String.format(
              Locale.ROOT,
              "%d %s in %.1f s, %.1f network evaluations each%s",
              count,
              count == 1 ? "text" : "texts",
              seconds,
              (double) rowsPredicted / count,
              draws.isExact() ? "" : " (temperature or top-p: not the law of the model)"));
    }
    return 0;
  }

  private static void requireAtLeastOne(String option, int value) {
    if (value < 1) {
      throw UserException.usage("%s %d: it must be at least 1".formatted(option, value));
    }
  }

  /** The kernel that the options ask for. */
  private Kernel kernel() {
    Kernel chosen =
        kernel == null
            ? steps == null && !trace ? Kernel.FIRST_HITTING : Kernel.UNMASK
            : Arrays.stream(Kernel.values())
                .filter(k -> k.word().equals(kernel))
                .findAny()
                .orElseThrow(
                    () ->
                        UserException.usage(
                            "--kernel %s: choose first-hitting, unmask, remask, fresh or mix"
                                .formatted(kernel)));
    if (chosen == Kernel.FIRST_HITTING && (steps != null || trace)) {
      throw UserException.usage(
          "--%s with --kernel first-hitting: it has no common steps; choose --kernel unmask"
              .formatted(trace ? "trace" : "steps " + steps));
    }
    if (chosen != Kernel.REMASK && remask != null) {
      throw UserException.usage(
          "--remask %s without --kernel remask: add it, or leave --remask out".formatted(remask));
    }
    return chosen;
  }

  private DrawOptions drawOptions() {
    try {
      return new DrawOptions(temperature, topP);
    } catch (IllegalArgumentException e) {
      throw UserException.usage(
          "--temperature %s --top-p %s: the first must be positive and finite, the second from above 0 to 1"
              .formatted(temperature, topP));
    }
  }

  private Patterns pattern(SavedModel saved) {
    int longest = saved.settings().integer("length");
    if (infill != null) {
      return Patterns.infill(saved.model(), infill, gap, length, longest);
    }
    return Patterns.prompt(saved.model(), prompt, length, longest);
  }

  private Sampler<TokenBatch> sampler(
      Kernel chosen,
      SavedModel saved,
      TokenPredictor predictor,
      Patterns pattern,
      SampleListener<TokenBatch> listener) {
    Masking masking = saved.model().masking();
    Prior<TokenBatch> prior = masking.prior(pattern.length());
    Condition<TokenBatch> known = pattern.condition();
    if (chosen == Kernel.FIRST_HITTING) {
      return FirstHittingSampler.of(predictor, masking, prior).withCondition(known);
    }
    TimeGrid grid = TimeGrid.uniform(steps());
    if (chosen == Kernel.UNMASK) {
      return GridSampler.of(
              prior, UnmaskingTransition.of(predictor, masking).withCondition(known), grid)
          .withListener(listener);
    }
    ReverseKernel<TokenBatch> reverse =
        switch (chosen) {
          case REMASK -> remasking(masking);
          case FRESH -> ReverseKernels.fresh(masking);
          default ->
              ReverseKernels.mixture(
                  (t, s) -> 0.5,
                  ReverseKernels.same(masking, masking),
                  ReverseKernels.fresh(masking));
        };
    return GridSampler.of(
            prior,
            PredictThenCorrect.of(CachedPredictor.of(predictor), reverse).withCondition(known),
            grid)
        .withListener(listener);
  }

  private int steps() {
    return steps == null ? STEPS : steps;
  }

  private ReverseKernel<TokenBatch> remasking(Masking masking) {
    try {
      return RemaskingKernel.rescaled(masking, remask == null ? REMASK : remask);
    } catch (IllegalArgumentException e) {
      throw UserException.usage("--remask %s: it must be a number from 0 to 1".formatted(remask));
    }
  }

  /** Notes every state, and shows it unless it goes into a document. */
  private SampleListener<TokenBatch> tracer(
      TokenDisplay display, int from, List<List<String>> traces, Terminal terminal) {
    TokenDisplay oneLine = display.withNewline("\u21b5");
    return (step, t, xt) -> {
      List<String> shown = oneLine.show(xt);
      for (int i = 0; i < shown.size(); i++) {
        if (step == 0) {
          traces.add(new ArrayList<>());
        }
        traces.get(from + i).add(shown.get(i));
        if (!json) {
          terminal.clear();
          System.out.printf(Locale.ROOT, "text %d  t = %.3f  %s%n", from + i + 1, t, shown.get(i));
        }
      }
    };
  }

  private Map<String, Object> describe(
      SavedModel saved,
      Kernel chosen,
      List<String> texts,
      List<List<String>> traces,
      long rowsPredicted,
      double seconds) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("run", run.toString());
    result.put("trained_steps", saved.steps());
    result.put("kernel", chosen.word());
    if (chosen != Kernel.FIRST_HITTING) {
      result.put("steps", steps());
    }
    result.put("seed", seed);
    result.put("temperature", temperature);
    result.put("top_p", topP);
    result.put("nfe", (double) rowsPredicted / count);
    result.put("seconds", seconds);
    result.put("texts", texts);
    if (trace) {
      result.put("traces", traces);
    }
    return result;
  }
}
