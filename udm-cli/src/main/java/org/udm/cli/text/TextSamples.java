package org.udm.cli.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.udm.cli.run.SavedRun;
import org.udm.cli.run.Scores;
import org.udm.core.bound.Estimate;
import org.udm.core.random.RandomStreams;
import org.udm.core.sample.Samples;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.grammar.Grammar;
import org.udm.discrete.metric.KneserNey;
import org.udm.discrete.metric.SampleEvaluation;
import org.udm.discrete.metric.SampleOptions;
import org.udm.discrete.metric.SampleReport;
import org.udm.discrete.text.TextData;
import org.udm.discrete.text.TextPart;
import org.udm.discrete.text.Vocabulary;
import org.udm.torch.parallel.Peers;

/**
 * What the samples of a trained model are like, beside held-back text.
 *
 * @param saved the model
 * @param vocabulary what its tokens mean
 * @param steps of the time grid, 0 for what is usual
 * @param judge a second judge
 * @param rng the source of randomness
 * @param progress told what is being done
 */
record TextSamples(
    SavedRun<TokenBatch> saved,
    Vocabulary vocabulary,
    int steps,
    Optional<TextJudge> judge,
    RandomStreams rng,
    Consumer<String> progress) {
  private static final int BATCH = 32;
  private static final int ORDER = 6; // of the judge; about a word of English
  private static final int COPIED = 8; // tokens of more than a character that make a copy
  private static final int ID_BITS = 63; // the judge numbers n-grams below 2^63

  /** Draws rows and reports on them. */
  Scores scores(int count, Integer order) {
    TextTrained.Choice choice =
        ((TextTrained) saved.trained()).choose(TextTrained.Wish.usual(steps == 0 ? null : steps));
    int longest = saved.run().settings().integer("length");
    Patterns nothing = Patterns.prompt(vocabulary, null, null, longest);
    TokenBatch drawn = TokenBatch.of();
    long evaluations = 0;
    long start = System.nanoTime();
    for (int from = 0; from < count; from += BATCH) {
      Samples<TokenBatch> some =
          choice
              .sampler()
              .of(nothing, (step, t, xt) -> {}, () -> {})
              .draw(Math.min(BATCH, count - from), rng.named("samples").fromRow(from));
      drawn = from == 0 ? some.x0() : drawn.concat(some.x0());
      evaluations += some.rowsPredicted();
      progress.accept("drawing texts: %d of %d".formatted(drawn.rows(), count));
    }
    double seconds = (System.nanoTime() - start) / 1e9 / count;
    TextTrained.Notes notes = choice.notes().apply(Peers.alone());
    Map<String, Object> numbers = new LinkedHashMap<>();
    numbers.put("kernel", choice.kernel());
    if (choice.steps() != null) {
      numbers.put("steps", choice.steps());
    }
    numbers.put("count", count);
    numbers.put("seconds_per_sample", seconds);
    numbers.put("nfe", (double) evaluations / count);
    numbers.putAll(notes.numbers());
    String first =
        String.format(
            Locale.ROOT,
            "samples  %d texts by %s%s, %.3f s and %.1f network evaluations each%s",
            count,
            choice.kernel(),
            choice.steps() == null ? "" : " in " + choice.steps() + " steps",
            seconds,
            (double) evaluations / count,
            notes.remark());
    return saved.run().settings().text("data").equals(TextTasks.GRAMMAR)
        ? grammatical(drawn, numbers, first)
        : likeText(drawn, order, numbers, first);
  }

  private static Scores grammatical(TokenBatch drawn, Map<String, Object> numbers, String first) {
    double share = Grammar.english().grammaticalShare(drawn);
    numbers.put("grammatical", share);
    return new Scores(
        numbers, List.of(first, String.format(Locale.ROOT, "  grammatical: %.1f %%", 100 * share)));
  }

  private Scores likeText(
      TokenBatch drawn, Integer wanted, Map<String, Object> numbers, String first) {
    TextData data = TextTasks.trainedOn(saved.run(), vocabulary);
    int most = (int) (ID_BITS * Math.log(2) / Math.log(Math.max(2, vocabulary.size())));
    int order = wanted == null ? Math.min(ORDER, most) : wanted;
    KneserNey counts = KneserNey.train(data.runs(TextPart.TRAINING), vocabulary.size(), order);
    boolean small = List.of("characters", "bytes").contains(vocabulary.name());
    SampleEvaluation evaluation =
        SampleEvaluation.of(
            data,
            counts,
            small ? SampleOptions.defaults() : SampleOptions.defaults().withCopied(COPIED));
    SampleReport report = evaluation.report(drawn);
    TokenBatch others =
        data.spread(TextPart.VALIDATION, drawn.rows(), drawn.rows()).findFirst().orElseThrow();
    SampleReport heldBack = evaluation.report(others);
    numbers.put("judge", "Kneser-Ney of order " + order);
    numbers.put("report", report.description());
    numbers.put("held_back", heldBack.description());
    List<String> lines = new ArrayList<>();
    lines.addAll(
        List.of(
            first,
            line("", "samples", "held-back text"),
            line("unigram entropy, nats", report.unigramEntropy(), heldBack.unigramEntropy()),
            line("distinct n-grams", report.distinct(), heldBack.distinct()),
            line("repeated 4-grams", report.repetition(), heldBack.repetition()),
            line("divergence, nats", report.divergence(), heldBack.divergence()),
            line(
                "copies of " + report.copied().least() + " tokens",
                report.copied().share(),
                heldBack.copied().share()),
            line("perplexity, order " + order, report.perplexity(), heldBack.perplexity())));
    judge.ifPresent(
        other -> {
          Estimate ofDrawn = other.perplexity(drawn);
          Estimate ofOthers = other.perplexity(others);
          numbers.put(
              "judged_by",
              Map.of(
                  "run",
                  other.name(),
                  "perplexity",
                  ofDrawn.mean(),
                  "standard_error",
                  ofDrawn.standardError(),
                  "held_back_perplexity",
                  ofOthers.mean()));
          lines.add(line("perplexity, " + other.name(), ofDrawn, ofOthers));
        });
    return new Scores(numbers, lines);
  }

  private static String line(String name, Estimate of, Estimate heldBack) {
    return line(name, shown(of), shown(heldBack));
  }

  private static String line(String name, List<Double> of, List<Double> heldBack) {
    return line(name, shown(of), shown(heldBack));
  }

  private static String line(String name, String of, String heldBack) {
    return String.format(Locale.ROOT, "  %-22s %-24s %s", name, of, heldBack).stripTrailing();
  }

  private static String shown(Estimate estimate) {
    return String.format(Locale.ROOT, "%.3f +- %.3f", estimate.mean(), estimate.standardError());
  }

  private static String shown(List<Double> numbers) {
    return numbers.stream()
        .map(number -> String.format(Locale.ROOT, "%.3f", number))
        .collect(Collectors.joining(", "));
  }
}
