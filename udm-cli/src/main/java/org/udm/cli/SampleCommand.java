package org.udm.cli;

import java.nio.file.Path;
import java.util.ArrayList;
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
import org.udm.core.sample.Samples;
import org.udm.core.schedule.TimeGrid;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.mask.FirstHittingSampler;
import org.udm.discrete.mask.Masking;
import org.udm.discrete.mask.RemaskingKernel;
import org.udm.discrete.mask.UnmaskingTransition;
import org.udm.discrete.net.TransformerPredictor;
import org.udm.discrete.sample.CachedPredictor;
import org.udm.discrete.sample.DrawOptions;
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
          + " every step), mix (unmask and fresh by halves).",
      "Temperature and top-p leave the law: the samples no longer follow the model that 'udm eval'"
          + " evaluates.",
      "",
      "Examples:",
      "  udm sample runs/shakespeare --count 3 --prompt 'ROMEO:'",
      "  udm sample runs/shakespeare --infill 'To be ______ not to be' --trace --steps 8 --kernel unmask"
    })
final class SampleCommand implements Callable<Integer> {
  private enum Kernel {
    FIRST_HITTING,
    UNMASK,
    REMASK,
    FRESH,
    MIX
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
  private int steps = 256;

  @Option(
      names = "--kernel",
      paramLabel = "KERNEL",
      description = "first-hitting, unmask, remask, fresh or mix (default first-hitting).")
  private String kernel = "first-hitting";

  @Option(
      names = "--remask",
      paramLabel = "X",
      description = "Part of the largest lawful remasking rate, in [0, 1] (default 0.1).")
  private double remask = 0.1;

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
    if (count < 1 || steps < 1 || batch < 1) {
      throw UserException.usage(
          "--count %d --steps %d --batch %d: each must be at least 1"
              .formatted(count, steps, batch));
    }
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
      terminal.progress("writing %d of %d texts".formatted(from + rows, count));
      SampleListener<TokenBatch> listener =
          trace ? tracer(display, from, traces, terminal) : (step, t, xt) -> {};
      Samples<TokenBatch> samples =
          sampler(chosen, saved, saved.predictor().withDraws(draws), pattern, listener)
              .draw(rows, rng.fromRow(from));
      rowsPredicted += samples.rowsPredicted();
      texts.addAll(display.show(samples.x0()));
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    terminal.clear();
    if (json) {
      System.out.println(Json.text(describe(saved, texts, traces, rowsPredicted, seconds)));
      return 0;
    }
    for (int i = 0; i < texts.size(); i++) {
      System.out.println((count > 1 ? "--- " + (i + 1) + "\n" : "") + texts.get(i));
    }
    terminal.line(
        String.format(
            Locale.ROOT,
            "%d texts in %.1f s, %.1f network evaluations each%s",
            count,
            seconds,
            (double) rowsPredicted / count,
            draws.isExact() ? "" : " (temperature or top-p: not the law of the model)"));
    return 0;
  }

  private Kernel kernel() {
    return switch (kernel) {
      case "first-hitting" -> Kernel.FIRST_HITTING;
      case "unmask" -> Kernel.UNMASK;
      case "remask" -> Kernel.REMASK;
      case "fresh" -> Kernel.FRESH;
      case "mix" -> Kernel.MIX;
      default ->
          throw UserException.usage(
              "--kernel %s: choose first-hitting, unmask, remask, fresh or mix".formatted(kernel));
    };
  }

  private DrawOptions drawOptions() {
    try {
      return new DrawOptions(temperature, topP);
    } catch (IllegalArgumentException e) {
      throw UserException.usage(e.getMessage());
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
      TransformerPredictor predictor,
      Patterns pattern,
      SampleListener<TokenBatch> listener) {
    Masking masking = saved.model().masking();
    Prior<TokenBatch> prior = masking.prior(pattern.length());
    Condition<TokenBatch> known = pattern.condition();
    if (chosen == Kernel.FIRST_HITTING) {
      if (trace) {
        throw UserException.usage(
            "--trace with --kernel first-hitting: it has no common steps; add --kernel unmask");
      }
      return FirstHittingSampler.of(predictor, masking, prior).withCondition(known);
    }
    TimeGrid grid = TimeGrid.uniform(steps);
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

  private ReverseKernel<TokenBatch> remasking(Masking masking) {
    try {
      return RemaskingKernel.rescaled(masking, remask);
    } catch (IllegalArgumentException e) {
      throw UserException.usage("--remask " + remask + ": " + e.getMessage());
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
      List<String> texts,
      List<List<String>> traces,
      long rowsPredicted,
      double seconds) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("run", run.toString());
    result.put("trained_steps", saved.steps());
    result.put("kernel", kernel);
    if (!kernel.equals("first-hitting")) {
      result.put("steps", steps);
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
