package org.udm.cli.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.udm.cli.console.UserException;
import org.udm.cli.run.Bounds;
import org.udm.cli.run.SavedRun;
import org.udm.cli.run.Scores;
import org.udm.cli.run.Scoring;
import org.udm.cli.run.Task;
import org.udm.core.bound.BoundReport;
import org.udm.core.bound.Estimate;
import org.udm.core.given.Conditional;
import org.udm.core.given.Given;
import org.udm.core.random.RandomStreams;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.categorical.BeliefUse;
import org.udm.discrete.net.Guidance;
import org.udm.discrete.text.Vocabulary;
import org.udm.torch.parallel.Peers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The options of {@code udm eval} for text. */
@Command
final class TextScoring implements Scoring<Given<TokenBatch, TokenBatch>> {
  @Option(
      names = "--samples",
      paramLabel = "N",
      description = "Draw N texts and report what they are like (default 0, none).")
  private int samples;

  @Option(
      names = "--judge-order",
      paramLabel = "N",
      description =
          "The longest n-gram of the judge of the samples (default 6, or what the vocabulary allows).")
  private Integer judgeOrder;

  @Option(
      names = "--judge",
      paramLabel = "RUN",
      description =
          "An autoregressive model of the same tokens, which judges the samples, too (directory of its run).")
  private Path judge;

  @Option(
      names = "--plug-in",
      description =
          "Report the plug-in bound of uniform and categorical models, too; it needs --steps.")
  private boolean plugIn;

  @Override
  public String heading() {
    return "Text";
  }

  @Override
  public List<String> footer() {
    return List.of(
        "Samples of text: unigram entropy, distinct n-grams, repetition, divergence from the"
            + " validation part, copies of the training part, and the perplexity under a judge, an"
            + " n-gram model with Kneser-Ney smoothing of the training part, and under the autoregressive"
            + " model of --judge; beside them the same of held-back text. Of a model that is told classes the"
            + " bound is given the class; its samples are of classes drawn by their shares, and a judge"
            + " that has such a model of each class says how many are of theirs. With --steps"
            + " the samples are those of the sampler with T steps.",
        "The bound sums over x_0, as the samplers do; the plug-in bound, which is D3PM's, puts the"
            + " believed probabilities in as if they were x_0. They are bounds of two models.");
  }

  @Override
  public void check(int steps) {
    if (samples < 0 || judgeOrder != null && judgeOrder < 1) {
      throw UserException.usage(
          "--samples %d --judge-order %s: the first must be at least 0, the second at least 1"
              .formatted(samples, judgeOrder));
    }
    if (judgeOrder != null && samples == 0) {
      throw UserException.usage(
          "--judge-order %d without --samples: there is nothing to judge".formatted(judgeOrder));
    }
    if (judge != null && samples == 0) {
      throw UserException.usage(
          "--judge %s without --samples: there is nothing to judge".formatted(judge));
    }
    if (plugIn && steps == 0) {
      throw UserException.usage(
          "--plug-in without --steps: it is the bound of a sampler with T steps; give --steps T");
    }
  }

  @Override
  public Scores of(
      SavedRun<Given<TokenBatch, TokenBatch>> saved,
      Task<Given<TokenBatch, TokenBatch>> task,
      Evaluated evaluated,
      Peers peers,
      RandomStreams rng,
      Consumer<String> progress) {
    Vocabulary vocabulary = Vocabulary.of(saved.run().description());
    Map<String, Object> json = new LinkedHashMap<>();
    List<String> lines = new ArrayList<>();
    if (!TextVocabularies.unit(vocabulary).equals("character")
        && Double.isNaN(task.measure().entropyBits())) {
      perCharacter(vocabulary, task, evaluated, json, lines);
    }
    TextClasses classes = ((ToldTrained) saved.trained()).classes();
    if (classes.areTold()) {
      byClass(classes, task, evaluated, json, lines);
    }
    if (plugIn) {
      pluggedIn(saved, task, evaluated, peers, rng, progress, json, lines);
    }
    Guidance guidance = classes.usual().guidance(evaluated.guidance(), saved.run().settings());
    if (samples == 0 && evaluated.guidance() != null) {
      throw UserException.usage(
          "--guidance %s without --samples: it is of draws, and there are none"
              .formatted(evaluated.guidance()));
    }
    if (samples > 0) {
      try (TextJudge second = judge == null || !peers.leads() ? null : TextJudge.of(judge, saved)) {
        Scores own =
            new TextSamples(
                    saved,
                    TextTrained.Wish.usual(
                        evaluated.steps() == 0 ? null : evaluated.steps(),
                        guidance,
                        TextTrained.Trace.HIDDEN),
                    Optional.ofNullable(second),
                    peers,
                    rng,
                    progress)
                .scores(samples, judgeOrder);
        json.put("samples", own.json());
        lines.addAll(own.lines());
      }
    }
    return new Scores(json, lines);
  }

  /** The bound over the characters of the same rows, to compare vocabularies. */
  private static void perCharacter(
      Vocabulary vocabulary,
      Task<Given<TokenBatch, TokenBatch>> task,
      Evaluated evaluated,
      Map<String, Object> json,
      List<String> lines) {
    long characters =
        task.evaluated()
            .atMost(evaluated.rows())
            .flatMap(batch -> IntStream.range(0, batch.rows()).mapToObj(batch.x()::row))
            .mapToLong(vocabulary::characters)
            .sum();
    BoundReport bound = evaluated.bound().orElseThrow().report(); // every family of text has one
    Estimate perRow = bound.perRow().inBits();
    double scale = (double) bound.rows() / characters;
    json.put(
        "bits_per_character",
        Map.of(
            "mean",
            scale * perRow.mean(),
            "standard_error",
            scale * perRow.standardError(),
            "characters",
            characters));
    lines.add(
        String.format(
            Locale.ROOT,
            "%.3f +- %.3f bits per character, of %,d characters",
            scale * perRow.mean(),
            scale * perRow.standardError(),
            characters));
  }

  /** The bound given the class, for the rows of each. */
  private static void byClass(
      TextClasses classes,
      Task<Given<TokenBatch, TokenBatch>> task,
      Evaluated evaluated,
      Map<String, Object> json,
      List<String> lines) {
    int[] told =
        task.evaluated()
            .atMost(evaluated.rows())
            .flatMapToInt(batch -> IntStream.range(0, batch.rows()).map(i -> batch.c().token(i, 0)))
            .toArray();
    Map<String, Object> each = new LinkedHashMap<>();
    lines.add("");
    for (int k : IntStream.of(told).distinct().sorted().toArray()) {
      BoundReport report = evaluated.bound().orElseThrow().report(row -> told[row] == k);
      each.put(classes.names().get(k), Bounds.describe(report, task.measure()));
      lines.add(
          String.format(
              Locale.ROOT,
              "  %-15s %s, %,d rows",
              classes.names().get(k),
              task.measure().line(report),
              report.rows()));
    }
    json.put("classes", each);
  }

  private static void pluggedIn(
      SavedRun<Given<TokenBatch, TokenBatch>> saved,
      Task<Given<TokenBatch, TokenBatch>> task,
      Evaluated evaluated,
      Peers peers,
      RandomStreams rng,
      Consumer<String> progress,
      Map<String, Object> json,
      List<String> lines) {
    if (!(((ToldTrained) saved.trained()).of() instanceof CategoricalTrained categorical)) {
      throw UserException.usage(
          "--plug-in: it is of models of --corruption uniform and categorical, and this is one of "
              + saved.run().settings().text("corruption"));
    }
    BoundReport report =
        Bounds.evaluate(
            peers,
            Conditional.bound(
                categorical.stepped(BeliefUse.PLUGGED_IN, evaluated.steps(), evaluated.draws())),
            task.evaluated().atMost(evaluated.rows()),
            saved.trained().predictor(),
            saved.model()::units,
            rng.named("plug-in"),
            done -> progress.accept("plug-in bound: %,d rows".formatted(done)));
    json.put("plug_in_bound", Bounds.describe(report, task.measure()));
    lines.add("plug-in bound  " + task.measure().line(report));
  }
}
