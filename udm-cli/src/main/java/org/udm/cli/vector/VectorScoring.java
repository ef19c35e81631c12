package org.udm.cli.vector;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.udm.cli.console.UserException;
import org.udm.cli.run.DrawTurns;
import org.udm.cli.run.Run;
import org.udm.cli.run.SavedRun;
import org.udm.cli.run.Scores;
import org.udm.cli.run.Scoring;
import org.udm.cli.run.Task;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.Labels;
import org.udm.core.given.Given;
import org.udm.core.random.RandomStreams;
import org.udm.torch.parallel.Peers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The options of {@code udm eval} for points and images: draws held against rows of the data. */
@Command
public final class VectorScoring implements Scoring<Given<FloatBatch, Labels>> {
  private static final int BATCH = 100;
  private static final int LEAST = 8; // draws that distances between sets can be taken of

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "Draws that are held against as many rows; 0 for none (default 1000).")
  private int count = 1000;

  @Option(
      names = "--sampler",
      paramLabel = "NAME",
      description = "Their sampler, as for 'udm sample' (default: the first of the corruption).")
  private String sampler;

  @Option(
      names = "--sampler-steps",
      paramLabel = "T",
      description = "Steps of that sampler (default: its own).")
  private Integer steps;

  @Option(
      names = "--classifier",
      description =
          "Judge draws of images by a classifier that is trained on the labelled data, once for a"
              + " run.")
  private boolean classifier;

  @Option(
      names = "--classifier-steps",
      paramLabel = "N",
      description = "Steps of the training of that classifier (default 1000).")
  private int classifierSteps = 1000;

  /** Returns options of which nothing is chosen. */
  public VectorScoring() {}

  @Override
  public String heading() {
    return "Draws of points and images";
  }

  @Override
  public void check(int others) {
    if (count != 0 && count < LEAST) {
      throw UserException.usage(
          "--count %d: it must be 0 (no draws), or at least %d to compare".formatted(count, LEAST));
    }
    if (steps != null && steps < 1) {
      throw UserException.usage("--sampler-steps %d: it must be at least 1".formatted(steps));
    }
    if (classifierSteps < 1) {
      throw UserException.usage(
          "--classifier-steps %d: it must be at least 1".formatted(classifierSteps));
    }
    if (count == 0 && classifier) {
      throw UserException.usage("--classifier with --count 0: it judges draws; ask for some");
    }
  }

  @Override
  public Scores of(
      SavedRun<Given<FloatBatch, Labels>> saved,
      Task<Given<FloatBatch, Labels>> task,
      Evaluated evaluated,
      Peers peers,
      RandomStreams rng,
      Consumer<String> progress) {
    if (count == 0) {
      return new Scores(Map.of(), List.of());
    }
    Run run = saved.run();
    Form form = ((VectorKind) saved.kind()).form();
    VectorSet set = form.read(run.settings(), run.settings().text("data"), run.description());
    Judge judge = null;
    if (classifier && peers.leads()) {
      judge = form.classifier(run, set, saved.torch("--classifier"), classifierSteps, progress);
    }
    VectorTrained trained = (VectorTrained) saved.trained();
    VectorGuidance.require(run, evaluated.guidance());
    Choice choice =
        trained.choose(
            new Wish(
                sampler,
                steps,
                null,
                null,
                null,
                Told.usual(trained.classes()),
                evaluated.guidance(),
                null));
    Given<FloatBatch, Labels> drawn =
        DrawTurns.ofEqualBatches(peers, saved.kind().code(), count, BATCH)
            .all(
                (from, rows) ->
                    choice
                        .sampler(trained.network(), from, (step, t, xt) -> {}, calls -> {})
                        .draw(rows, rng.named("draws").fromRow(from))
                        .x0(),
                done -> progress.accept("drawing: %d of %d".formatted(done, count)));
    if (!peers.leads()) {
      return new Scores(Map.of(), List.of());
    }
    FloatBatch reference =
        task.evaluated().atMost(count).map(Given::x).reduce(FloatBatch::concat).orElseThrow();
    FloatBatch training = set.rows("training", reference.rows()).items();

    Map<String, Object> json = new LinkedHashMap<>();
    List<String> lines = new ArrayList<>();
    json.put("draws", count);
    json.put("reference_rows", reference.rows());
    json.putAll(choice.describe());
    lines.add(
        "%d draws (%s) held against %d rows of the %s part, in brackets as many rows of the training data"
            .formatted(count, choice.shown(), reference.rows(), task.part()));
    progress.accept("comparing draws with rows");
    add(DrawScores.distances(drawn.x(), reference, training, rng.named("directions")), json, lines);
    if (set instanceof FiniteSet) { // a law has no rows to copy
      FloatBatch all = set.rows("training", Long.MAX_VALUE).items();
      add(DrawScores.copies(drawn.x(), reference, all), json, lines);
    }
    if (judge != null) {
      progress.accept("asking the classifier");
      add(judge.of(drawn, reference, training), json, lines);
    }
    return new Scores(json, lines);
  }

  private static void add(Scores scores, Map<String, Object> json, List<String> lines) {
    json.putAll(scores.json());
    lines.addAll(scores.lines());
  }
}
