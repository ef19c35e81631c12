package org.udm.cli.text;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.udm.cli.console.UserException;
import org.udm.cli.run.DrawTurns;
import org.udm.cli.run.SavedRun;
import org.udm.cli.run.Scores;
import org.udm.cli.run.Scoring;
import org.udm.cli.run.Task;
import org.udm.core.bound.Estimate;
import org.udm.core.given.Given;
import org.udm.core.random.RandomStreams;
import org.udm.core.sample.Samples;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.metric.TextErrors;
import org.udm.discrete.restore.WordForms;
import org.udm.discrete.text.Vocabulary;
import org.udm.torch.parallel.Peers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The options of {@code udm eval} for restored sentences: how many are right. */
@Command
final class RestoreScoring implements Scoring<Given<TokenBatch, TokenBatch>> {
  private static final int BATCH = 64;

  @Option(
      names = "--written",
      paramLabel = "N",
      description = "Sentences that are written and compared with the text (default 100).")
  private int count = 100;

  @Option(
      names = "--likeliest",
      description = "Write the likeliest token each time in place of drawing; leaves the law.")
  private boolean likeliest;

  @Override
  public String heading() {
    return "Restoring";
  }

  @Override
  public List<String> footer() {
    return List.of(
        "Of a model of 'udm train restore' the first --written sentences are written from their"
            + " sources, and compared with those of the text: the share that is right to the last"
            + " character, and the character error rate (edits over characters), beside those of a"
            + " model that changes nothing, and of one that gives each word the form it mostly has"
            + " at its place (first, last, inside) in the training text.");
  }

  @Override
  public void check(int steps) {
    if (count < 1) {
      throw UserException.usage("--written %d: it must be at least 1".formatted(count));
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
    RestoreTrained trained = (RestoreTrained) saved.trained();
    int steps = evaluated.steps() == 0 ? trained.steps() : evaluated.steps();
    RestoreTrained.Manner manner =
        (likeliest ? RestoreTrained.Manner.likeliest() : RestoreTrained.Manner.exact())
            .guided(RestoreSampling.guidance(evaluated.guidance(), saved.run().settings()));
    Given<TokenBatch, TokenBatch> rows =
        task.evaluated()
            .atMost(Math.min(count, evaluated.rows()))
            .reduce(Given::concat)
            .orElseThrow();
    AtomicLong evaluations = new AtomicLong();
    long start = System.nanoTime();
    Given<TokenBatch, TokenBatch> drawn =
        DrawTurns.ofEqualBatches(peers, saved.kind().code(), rows.rows(), BATCH)
            .all(
                (from, some) -> {
                  TokenBatch own = rows.c().gather(IntStream.range(from, from + some).toArray());
                  Samples<Given<TokenBatch, TokenBatch>> samples =
                      trained
                          .sampler(own, manner, steps, () -> {})
                          .draw(some, rng.named("written").fromRow(from));
                  evaluations.addAndGet(samples.rowsPredicted());
                  return samples.x0();
                },
                done -> progress.accept("writing sentences: %,d".formatted(done)));
    double nfe = peers.sum(evaluations.get())[0] / rows.rows();
    if (!peers.leads()) {
      return new Scores(Map.of(), List.of());
    }
    double seconds = (System.nanoTime() - start) / 1e9 / rows.rows();
    List<String> sources = RestoreTasks.texts(vocabulary, rows.c());
    List<String> written = RestoreTasks.texts(vocabulary, drawn.x());
    List<String> targets = RestoreTasks.texts(vocabulary, rows.x());
    TextErrors errors = TextErrors.of(written, targets);
    TextErrors unchanged = TextErrors.of(sources, targets);
    WordForms forms = RestoreTasks.wordForms(saved.run());
    TextErrors frequent = TextErrors.of(sources.stream().map(forms::write).toList(), targets);
    Map<String, Object> numbers = new LinkedHashMap<>();
    numbers.put("rows", errors.rows());
    numbers.put("steps", steps);
    numbers.put("draws", likeliest ? "likeliest" : "exact");
    numbers.put("guidance", manner.guidance().scale());
    numbers.put("seconds_per_sample", seconds);
    numbers.put("nfe", nfe);
    numbers.putAll(describe(errors));
    numbers.put("unchanged", describe(unchanged));
    numbers.put("frequent_forms", describe(frequent));
    return new Scores(
        Map.of("written", numbers),
        List.of(
            String.format(
                Locale.ROOT,
                "written  %d sentences in %d steps, %s, %.3f s and %.1f network evaluations each",
                errors.rows(),
                steps,
                likeliest ? "the likeliest tokens" : "drawn",
                seconds,
                nfe),
            "                            written   unchanged   frequent forms of words",
            line("exact sentences", errors.exact(), unchanged.exact(), frequent.exact()),
            line(
                "character errors",
                errors.characterErrors(),
                unchanged.characterErrors(),
                frequent.characterErrors())));
  }

  private static Map<String, Object> describe(TextErrors errors) {
    return Map.of(
        "exact", errors.exact().mean(), "character_errors", errors.characterErrors().mean());
  }

  private static String line(String name, Estimate written, Estimate unchanged, Estimate frequent) {
    return String.format(
        Locale.ROOT,
        "  %-22s %8.2f %%  %8.2f %%  %8.2f %%",
        name,
        100 * written.mean(),
        100 * unchanged.mean(),
        100 * frequent.mean());
  }
}
