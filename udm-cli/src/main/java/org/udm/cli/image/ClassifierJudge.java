package org.udm.cli.image;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.udm.cli.console.UserException;
import org.udm.cli.run.Run;
import org.udm.cli.run.Scores;
import org.udm.cli.run.Task;
import org.udm.cli.vector.Descriptions;
import org.udm.cli.vector.Judge;
import org.udm.cli.vector.VectorSet;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.Labels;
import org.udm.continuous.data.LabelledData;
import org.udm.continuous.metric.FrechetDistance;
import org.udm.continuous.net.ClassError;
import org.udm.continuous.net.ImageClassifier;
import org.udm.continuous.net.ImageClassifierShape;
import org.udm.continuous.net.TrainedClassifier;
import org.udm.core.Times;
import org.udm.core.given.Given;
import org.udm.core.random.RandomStreams;
import org.udm.core.train.Example;
import org.udm.torch.TorchRuntime;
import org.udm.torch.optim.LearningRate;
import org.udm.torch.parameter.Weights;
import org.udm.torch.train.LearnerOptions;
import org.udm.torch.train.LossLearner;

/**
 * A classifier that was trained on the labelled images of a run's data, and what it says of draws.
 *
 * @param classifier the classifier
 * @param accuracy the part of held-out images whose class it names
 * @param held how many these were
 * @param classes the names of the classes
 */
record ClassifierJudge(
    TrainedClassifier classifier, double accuracy, int held, List<String> classes)
    implements Judge {
  private static final int BATCH = 64;
  private static final double RATE = 3e-3;
  private static final double AVERAGE = 0.98;
  private static final double SURE = 0.9;

  /**
   * Returns the judge of a run's data, trained now if it was not before.
   *
   * @param run the run, which keeps the classifier
   * @param set its data
   * @param runtime the engine
   * @param steps of its training
   * @param progress told what is being done
   * @throws UserException if the data have no labels
   */
  static ClassifierJudge of(
      Run run, VectorSet set, TorchRuntime runtime, int steps, Consumer<String> progress) {
    if (set.classes().isEmpty()) {
      throw UserException.usage(
          "--classifier: %s has no labels to learn it from".formatted(run.settings().text("data")));
    }
    int[] shape = Descriptions.shape(run.description());
    ImageClassifier network =
        ImageClassifier.of(ImageClassifierShape.of(shape[0], shape[1], set.classes().size()));
    ClassError loss = ClassError.of(network, ClassError.Reads.CLEAN);
    KeptClassifier kept =
        new KeptClassifier(
            run.directory().root().resolve("classifier.safetensors"), set.hash(), steps);
    Weights weights =
        kept.read(network.layout(), runtime)
            .orElseGet(() -> trained(loss, set, runtime, kept, steps, progress));
    TrainedClassifier classifier = loss.classifier(weights);
    LabelledData held = set.rows(Task.VALIDATION, Long.MAX_VALUE);
    int[] said = said(classifier.logProb(held.items(), clean(held.items())));
    int[] labels = held.labels();
    long right = IntStream.range(0, said.length).filter(i -> said[i] == labels[i]).count();
    return new ClassifierJudge(
        classifier, (double) right / said.length, said.length, set.classes());
  }

  private static Weights trained(
      ClassError loss,
      VectorSet set,
      TorchRuntime runtime,
      KeptClassifier kept,
      int steps,
      Consumer<String> progress) {
    LearnerOptions options =
        LearnerOptions.of(LearningRate.cosine(RATE, RATE / 100, steps / 20, steps))
            .withAverage(AVERAGE);
    RandomStreams rng = RandomStreams.of(1).named("classifier");
    double[] ones = new double[BATCH];
    Arrays.fill(ones, 1);
    try (LossLearner<Given<FloatBatch, Labels>> learner = LossLearner.of(loss, options, runtime)) {
      for (int step = 0; step < steps; step++) {
        LabelledData rows = set.training(BATCH, rng.at(step));
        Given<FloatBatch, Labels> x0 = new Given<>(rows.items(), Labels.of(rows.labels()));
        learner.step(new Example<>(x0, x0, Times.all(BATCH, 0), ones));
        progress.accept("training the classifier: step %d of %d".formatted(step + 1, steps));
      }
      kept.write(learner);
      return learner.weights();
    }
  }

  private static Times clean(FloatBatch rows) {
    return Times.all(rows.rows(), 0);
  }

  /** The most probable class of each row. */
  private static int[] said(double[][] logs) {
    return Arrays.stream(logs)
        .mapToInt(
            row ->
                IntStream.range(0, row.length)
                    .reduce((a, b) -> row[a] >= row[b] ? a : b)
                    .orElseThrow())
        .toArray();
  }

  @Override
  public Scores of(Given<FloatBatch, Labels> drawn, FloatBatch reference, FloatBatch training) {
    double[][] logs = classifier.logProb(drawn.x(), clean(drawn.x()));
    int[] said = said(logs);
    long sure =
        IntStream.range(0, said.length).filter(i -> logs[i][said[i]] > Math.log(SURE)).count();
    long[] hits = new long[classes.size()];
    Arrays.stream(said).forEach(k -> hits[k]++);
    FloatBatch features = classifier.features(reference);
    double frechet = FrechetDistance.of(classifier.features(drawn.x()), features);
    double frechetOfRows = FrechetDistance.of(classifier.features(training), features);

    Map<String, Object> json = new LinkedHashMap<>();
    Map<String, Object> byName = new LinkedHashMap<>();
    IntStream.range(0, hits.length).forEach(k -> byName.put(classes.get(k), hits[k]));
    json.put("classifier_accuracy", accuracy);
    json.put("classifier_held_out_images", held);
    json.put("draws_surer_than_0.9", (double) sure / said.length);
    json.put("draws_by_class", byName);
    json.put("classifier_feature_frechet", frechet);
    json.put("classifier_feature_frechet_of_rows", frechetOfRows);
    List<String> lines = new java.util.ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "a classifier, right on %.2f %% of %d held-out images, is surer than 0.9 of %.1f %% of the draws",
            100 * accuracy,
            held,
            100.0 * sure / said.length));
    lines.add(
        "  %d of %d classes are drawn: %s"
            .formatted(Arrays.stream(hits).filter(h -> h > 0).count(), hits.length, shown(byName)));
    lines.add(
        String.format(
            Locale.ROOT,
            "  Frechet distance of its features %.4f (%.4f); it is no FID, whose network is another",
            frechet,
            frechetOfRows));
    asked(drawn.c(), said)
        .ifPresent(
            right -> {
              json.put("draws_of_the_class_asked_for", right);
              lines.add(
                  String.format(Locale.ROOT, "  %.1f %% are of the class asked for", 100 * right));
            });
    return new Scores(json, lines);
  }

  private static String shown(Map<String, Object> byName) {
    return byName.entrySet().stream()
        .map(e -> e.getKey() + ": " + e.getValue())
        .reduce((a, b) -> a + ", " + b)
        .orElseThrow();
  }

  /** The part of the draws that are of the class that they were told, if they were told one. */
  private static java.util.Optional<Double> asked(Labels told, int[] said) {
    if (told.at(0) == Labels.NONE) {
      return java.util.Optional.empty();
    }
    long right = IntStream.range(0, said.length).filter(i -> told.at(i) == said[i]).count();
    return java.util.Optional.of((double) right / said.length);
  }
}
