package org.udm.continuous.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.Labels;
import org.udm.continuous.gaussian.CosinePath;
import org.udm.continuous.gaussian.GaussianCorruption;
import org.udm.core.Times;
import org.udm.core.given.Conditional;
import org.udm.core.given.Given;
import org.udm.core.random.RandomStreams;
import org.udm.core.train.AntitheticTimes;
import org.udm.core.train.Example;
import org.udm.core.train.Objective;
import org.udm.core.train.Trainer;
import org.udm.core.train.Weight;
import org.udm.torch.TensorScope;
import org.udm.torch.optim.LearningRate;
import org.udm.torch.parameter.Weights;
import org.udm.torch.train.LearnerOptions;
import org.udm.torch.train.LossLearner;

class ImageClassifierTest {
  private static final GaussianCorruption NOISE = GaussianCorruption.of(CosinePath.standard());
  private static final ImageClassifier NETWORK =
      ImageClassifier.of(ImageClassifierShape.of(1, Bars.SIZE, 4).withWidth(8));

  private static TrainedClassifier wild() {
    float[] flat = Nets.wildValues(NETWORK.layout(), 4);
    return TensorScope.infer(
        s ->
            TrainedClassifier.of(
                NETWORK,
                Weights.copyOf(
                    Nets.runtime(), NETWORK.layout(), Nets.runtime().tensor(flat, flat.length))));
  }

  private static double accuracy(double[][] logs, Labels labels) {
    int right = 0;
    for (int i = 0; i < logs.length; i++) {
      double[] row = logs[i];
      right += row[labels.at(i)] == Arrays.stream(row).max().orElseThrow() ? 1 : 0;
    }
    return right / (double) logs.length;
  }

  @Test
  void cleanAndCorruptedClassesAreLearned() {
    long steps = 60;
    var objective =
        new Objective<>(
            Conditional.<FloatBatch, Labels, FloatBatch>corruption(NOISE),
            AntitheticTimes.from(1e-3),
            Weight.one());
    Given<FloatBatch, Labels> held = Bars.draw(200, RandomStreams.of(2));
    FloatBatch eps = NOISE.drawNoise(held.x(), RandomStreams.of(3));
    for (ClassError.Reads reads : ClassError.Reads.values()) {
      ClassError loss = ClassError.of(NETWORK, reads);
      LearnerOptions options = LearnerOptions.of(LearningRate.cosine(1e-2, 1e-4, 5, steps));
      try (var learner = LossLearner.of(loss, options, Nets.runtime())) {
        Trainer.of(Bars.source(32), objective, learner).run(0, steps, RandomStreams.of(1));
        try (TrainedClassifier classifier = loss.classifier(learner.weights())) {
          double clean = reads == ClassError.Reads.CLEAN ? 0 : 1e-3;
          Times t = Times.all(200, clean);
          double accuracy = accuracy(classifier.logProb(held.x(), t), held.c());
          assertTrue(accuracy > 0.98, reads + ", clean: " + accuracy);
          if (reads == ClassError.Reads.CORRUPTED) {
            Times half = Times.all(200, 0.7);
            FloatBatch xt = NOISE.corrupt(held.x(), eps, half);
            double noisy = accuracy(classifier.logProb(xt, half), held.c());
            assertTrue(noisy > 0.9, "at t = 0.7: " + noisy);
          }
        }
      }
    }
  }

  @Test
  void probabilitiesSumToOneAndRowsAreAlone() {
    FloatBatch x = Nets.items(new int[] {1, Bars.SIZE, Bars.SIZE}, 600, 1); // several passes
    Times t = Nets.times(600, 2);
    try (TrainedClassifier classifier = wild()) {
      double[][] logs = classifier.logProb(x, t);
      for (int i : new int[] {0, 511, 512, 599}) {
        assertEquals(1, Arrays.stream(logs[i]).map(Math::exp).sum(), 1e-12);
        assertArrayEquals(
            logs[i], classifier.logProb(x.gather(i), t.gather(i))[0], 1e-3, "row " + i);
      }
      FloatBatch features = classifier.features(x);
      assertArrayEquals(new int[] {NETWORK.shape().features()}, features.shape());
      assertArrayEquals(features.row(599), classifier.features(x.gather(599)).row(0), 1e-3f);
      assertNotEquals(features.gather(0), features.gather(1));
    }
  }

  @Test
  void gradientsMatchFiniteDifferences() {
    FloatBatch x = Nets.items(new int[] {1, Bars.SIZE, Bars.SIZE}, 3, 1);
    FloatBatch u = Nets.items(new int[] {1, Bars.SIZE, Bars.SIZE}, 3, 2);
    Times t = Nets.times(3, 3);
    double h = 5e-3;
    try (TrainedClassifier classifier = wild()) {
      for (int k = 0; k < 4; k++) {
        FloatBatch gradient = classifier.gradient(k).at(x, t);
        double[][] up = classifier.logProb(x.map((i, e, v) -> v + h * u.at(i, e)), t);
        double[][] down = classifier.logProb(x.map((i, e, v) -> v - h * u.at(i, e)), t);
        for (int i = 0; i < 3; i++) {
          double along = 0;
          double scale = 0;
          for (int e = 0; e < x.size(); e++) {
            along += gradient.at(i, e) * u.at(i, e);
            scale += Math.abs(gradient.at(i, e) * u.at(i, e));
          }
          assertEquals((up[i][k] - down[i][k]) / (2 * h), along, 0.02 * scale + 1e-3);
        }
      }
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    ImageClassifierShape shape = ImageClassifierShape.of(1, 8, 4);
    assertThrows(IllegalArgumentException.class, () -> shape.withWidth(12));
    assertThrows(IllegalArgumentException.class, () -> ImageClassifierShape.of(1, 8, 1));
    assertThrows(IllegalArgumentException.class, () -> ImageClassifierShape.of(1, 2, 4));
    ClassError loss = ClassError.of(NETWORK, ClassError.Reads.CLEAN);
    Given<FloatBatch, Labels> unlabelled = new Given<>(Bars.ALL, Labels.all(4, Labels.NONE));
    var example =
        new Example<>(unlabelled, unlabelled, Times.all(4, 0.5), new double[] {1, 1, 1, 1});
    try (TrainedClassifier classifier = wild();
        LossLearner<Given<FloatBatch, Labels>> learner =
            LossLearner.of(loss, LearnerOptions.of(LearningRate.constant(1e-3)), Nets.runtime())) {
      assertThrows(IllegalArgumentException.class, () -> learner.step(example));
      assertThrows(IllegalArgumentException.class, () -> classifier.gradient(4));
      FloatBatch wrong = Nets.items(new int[] {1, 9, 8}, 1, 1);
      assertThrows(IllegalArgumentException.class, () -> classifier.features(wrong));
      assertThrows(IllegalArgumentException.class, () -> classifier.logProb(Bars.ALL, Times.of(0)));
    }
  }
}
