package org.udm.cli.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.udm.cli.run.DrawTurns;
import org.udm.cli.run.SavedRun;
import org.udm.cli.run.Scores;
import org.udm.core.bound.Estimate;
import org.udm.core.given.Given;
import org.udm.core.random.RandomStreams;
import org.udm.core.sample.Samples;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.grammar.Grammar;
import org.udm.discrete.metric.ClassJudge;
import org.udm.discrete.metric.KneserNey;
import org.udm.discrete.metric.SampleEvaluation;
import org.udm.discrete.metric.SampleOptions;
import org.udm.discrete.metric.SampleReport;
import org.udm.discrete.text.ClassData;
import org.udm.discrete.text.TextPart;
import org.udm.discrete.text.Vocabulary;
import org.udm.torch.parallel.Peers;

/**
 * What the samples of a trained model are like, beside held-back text.
 *
 * @param saved the model
 * @param wish its sampler
 * @param judge a second judge
 * @param peers the processes that share the draws
 * @param rng the source of randomness
 * @param progress told what is being done
 */
record TextSamples(
    SavedRun<Given<TokenBatch, TokenBatch>> saved,
    TextTrained.Wish wish,
    Optional<TextJudge> judge,
    Peers peers,
    RandomStreams rng,
    Consumer<String> progress) {
  private static final int BATCH = 32;
  private static final int ORDER = 6; // of the judge; about a word of English
  private static final int COPIED = 8; // tokens of more than a character that make a copy
  private static final int ID_BITS = 63; // the judge numbers n-grams below 2^63

  /** Draws rows and reports on them. */
  Scores scores(int count, Integer order) {
    ToldTrained trained = (ToldTrained) saved.trained();
    TextTrained.Choice choice = trained.of().choose(wish);
    TextDescription description = TextDescription.of(saved.run().description());
    Patterns nothing =
        Patterns.prompt(
            description.vocabulary(), null, null, saved.run().settings().integer("length"));
    AtomicLong predicted = new AtomicLong();
    long start = System.nanoTime();
    Given<TokenBatch, TokenBatch> drawn =
        DrawTurns.ofEqualBatches(peers, saved.kind().code(), count, BATCH)
            .all(
                (from, rows) -> {
                  Samples<Given<TokenBatch, TokenBatch>> some =
                      ToldTrained.sampler(
                              trained.classes().usual(),
                              trained.lengths(),
                              (sources, tokens) ->
                                  choice
                                      .sampler()
                                      .of(
                                          nothing.withLengths(tokens),
                                          sources,
                                          (step, t, xt) -> {},
                                          () -> {}))
                          .draw(rows, rng.named("samples").fromRow(from));
                  predicted.addAndGet(some.rowsPredicted());
                  return some.x0();
                },
                done -> progress.accept("drawing texts: %d of %d".formatted(done, count)));
    double nfe = peers.sum(predicted.get())[0] / count;
    TextTrained.Notes notes = choice.notes().apply(peers);
    if (!peers.leads()) {
      return new Scores(Map.of(), List.of());
    }
    double seconds = (System.nanoTime() - start) / 1e9 / count;
    Map<String, Object> numbers = new LinkedHashMap<>();
    numbers.put("kernel", choice.kernel());
    if (choice.steps() != null) {
      numbers.put("steps", choice.steps());
    }
    if (trained.classes().areTold()) {
      numbers.put("guidance", wish.guidance().scale());
    }
    numbers.put("count", count);
    numbers.put("seconds_per_sample", seconds);
    numbers.put("nfe", nfe);
    numbers.putAll(notes.numbers());
    String first =
        String.format(
            Locale.ROOT,
            "samples  %d texts by %s%s, %.3f s and %.1f network evaluations each%s",
            count,
            choice.kernel(),
            choice.steps() == null ? "" : " in " + choice.steps() + " steps",
            seconds,
            nfe,
            notes.remark());
    return saved.run().settings().text("data").equals(TextTasks.GRAMMAR)
        ? grammatical(drawn.x(), numbers, first)
        : likeText(drawn, description, order, numbers, first);
  }

  private static Scores grammatical(TokenBatch drawn, Map<String, Object> numbers, String first) {
    double share = Grammar.english().grammaticalShare(drawn);
    numbers.put("grammatical", share);
    return new Scores(
        numbers, List.of(first, String.format(Locale.ROOT, "  grammatical: %.1f %%", 100 * share)));
  }

  private Scores likeText(
      Given<TokenBatch, TokenBatch> drawn,
      TextDescription description,
      Integer wanted,
      Map<String, Object> numbers,
      String first) {
    Vocabulary vocabulary = description.vocabulary();
    ClassData data = TextTasks.trainedOn(saved.run(), vocabulary).data();
    int most = (int) (ID_BITS * Math.log(2) / Math.log(Math.max(2, vocabulary.size())));
    int order = wanted == null ? Math.min(ORDER, most) : wanted;
    KneserNey counts = KneserNey.train(data.runs(TextPart.TRAINING), vocabulary.size(), order);
    boolean small = List.of("characters", "bytes").contains(vocabulary.name());
    SampleEvaluation evaluation =
        SampleEvaluation.of(
            data::runs,
            vocabulary.size(),
            counts,
            small ? SampleOptions.defaults() : SampleOptions.defaults().withCopied(COPIED));
    SampleReport report = evaluation.report(drawn.x());
    Given<TokenBatch, TokenBatch> others =
        data.spread(TextPart.VALIDATION, drawn.rows(), drawn.rows())
            .reduce(Given::concat)
            .orElseThrow();
    SampleReport heldBack = evaluation.report(others.x());
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
    if (description.classes().areTold()) {
      ClassJudge judged = ofClasses(data, vocabulary, order);
      Estimate right = judged.accuracy(drawn.x(), drawn.c());
      Estimate held = judged.accuracy(others.x(), others.c());
      numbers.put("class_accuracy", right.mean());
      numbers.put("class_accuracy_standard_error", right.standardError());
      numbers.put("held_back_class_accuracy", held.mean());
      lines.add(line("of their class", right, held));
    }
    judge.ifPresent(
        other -> {
          Estimate ofDrawn = other.perplexity(drawn.x());
          Estimate ofOthers = other.perplexity(others.x());
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

  /** Says which class a text is of, by the n-grams of the training part of each. */
  private static ClassJudge ofClasses(ClassData data, Vocabulary vocabulary, int order) {
    double[] shares = data.shares();
    return ClassJudge.of(
        IntStream.range(0, shares.length)
            .mapToObj(
                k ->
                    KneserNey.train(data.text(k).runs(TextPart.TRAINING), vocabulary.size(), order))
            .toList(),
        shares);
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
