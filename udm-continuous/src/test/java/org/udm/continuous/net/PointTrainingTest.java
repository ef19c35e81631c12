package org.udm.continuous.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.Labels;
import org.udm.continuous.gaussian.CosinePath;
import org.udm.continuous.gaussian.GaussianCorruption;
import org.udm.continuous.predict.LossWeights;
import org.udm.continuous.predict.MixtureOracle;
import org.udm.continuous.predict.Parametrization;
import org.udm.core.Times;
import org.udm.core.given.Conditional;
import org.udm.core.given.Given;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.RandomStreams;
import org.udm.core.train.AntitheticTimes;
import org.udm.core.train.DataSource;
import org.udm.core.train.Objective;
import org.udm.core.train.Trainer;
import org.udm.torch.optim.LearningRate;
import org.udm.torch.train.LearnerOptions;
import org.udm.torch.train.LossLearner;

/** A small network learns the mean of a mixture of two Gaussians, which is known. */
class PointTrainingTest {
  private static final CosinePath PATH = CosinePath.standard();
  private static final GaussianCorruption NOISE = GaussianCorruption.of(PATH);
  private static final FloatBatch CENTRES =
      FloatBatch.points(new float[] {-1, -0.5f}, new float[] {1, 0.5f});
  private static final double VARIANCE = 0.04;
  private static final long STEPS = 400;

  private static MixtureOracle oracle(double... weights) {
    return MixtureOracle.of(PATH, weights, CENTRES, new double[] {VARIANCE, VARIANCE});
  }

  private static MixtureOracle component(int k) {
    return MixtureOracle.of(PATH, new double[] {1}, CENTRES.gather(k), new double[] {VARIANCE});
  }

  private static LearnerOptions options() {
    return LearnerOptions.of(LearningRate.cosine(5e-3, 1e-4, 20, STEPS)).withAverage(0.95);
  }

  /** E |D - D*|^2 per coordinate at a time, over 2,000 draws with seed 9. */
  private static double excess(
      X0Predictor<FloatBatch> predictor, MixtureOracle oracle, double time) {
    FloatBatch x0 = oracle.drawData(2_000, RandomStreams.of(9).named("data"));
    Times t = Times.all(x0.rows(), time);
    FloatBatch xt = NOISE.corrupt(x0, NOISE.drawNoise(x0, RandomStreams.of(9).named("eps")), t);
    FloatBatch found = predictor.predict(xt, t).mean().orElseThrow();
    FloatBatch exact = oracle.predict(xt, t).mean().orElseThrow();
    double sum = 0;
    for (int i = 0; i < xt.rows(); i++) {
      for (int e = 0; e < 2; e++) {
        sum += Math.pow(found.at(i, e) - exact.at(i, e), 2);
      }
    }
    return sum / (2 * xt.rows());
  }

  @Test
  void theMeanOfAMixtureIsLearned() {
    MixtureOracle oracle = oracle(0.3, 0.7);
    Objective<FloatBatch, FloatBatch> objective =
        new Objective<>(NOISE, AntitheticTimes.from(1e-3), LossWeights.edm(PATH, 0.8));
    X0Network network =
        new X0Network(
            PointMlp.of(PointMlpShape.of(2).withWidth(64).withBlocks(2)),
            Readout.of(Parametrization.edm(0.8), PATH));
    SquaredError<FloatBatch> loss = SquaredError.of(network);
    try (var learner = LossLearner.of(loss, options(), Nets.runtime())) {
      Trainer.of((step, rng) -> oracle.drawData(128, rng), objective, learner)
          .run(0, STEPS, RandomStreams.of(1));
      try (NetworkPredictor predictor = loss.predictor(learner.weights())) {
        for (double t : new double[] {0.2, 0.5, 0.8}) {
          double excess = excess(predictor, oracle, t);
          // planted: the wrong mixture is farther off than what was learned
          double wrong = excess(oracle(0.7, 0.3), oracle, t);
          assertTrue(excess < 0.004, "at " + t + ": " + excess);
          assertTrue(t < 0.5 || wrong > 0.01, "wrong at " + t + ": " + wrong);
        }
      }
    }
  }

  @Test
  void classesAreLearnedAndSoIsNoClass() {
    MixtureOracle oracle = oracle(0.3, 0.7);
    MixtureOracle[] ofClass = {component(0), component(1)};
    DataSource<Given<FloatBatch, Labels>> source =
        (step, rng) -> {
          int[] labels = new int[128];
          for (int i = 0; i < labels.length; i++) {
            labels[i] = rng.named("class").row(i).categorical(new double[] {0.3, 0.7});
          }
          FloatBatch first = ofClass[0].drawData(128, rng.named("0"));
          FloatBatch second = ofClass[1].drawData(128, rng.named("1"));
          boolean[] fromSecond = new boolean[128];
          for (int i = 0; i < 128; i++) {
            fromSecond[i] = labels[i] == 1;
          }
          return new Given<>(
              first.choose(fromSecond, second),
              Labels.of(labels).dropped(0.3, rng.named("dropped")));
        };
    var objective =
        new Objective<>(
            Conditional.<FloatBatch, Labels, FloatBatch>corruption(NOISE),
            AntitheticTimes.from(1e-3),
            LossWeights.edm(PATH, 0.8));
    var loss =
        SquaredError.given(
            new X0Network(
                PointMlp.of(PointMlpShape.of(2).withWidth(64).withBlocks(2).withClasses(2)),
                Readout.of(Parametrization.edm(0.8), PATH)));
    try (var learner = LossLearner.of(loss, options(), Nets.runtime())) {
      Trainer.of(source, objective, learner).run(0, STEPS, RandomStreams.of(2));
      try (NetworkPredictor predictor = loss.predictor(learner.weights())) {
        double t = 0.7;
        assertTrue(excess(predictor, oracle, t) < 0.006, "none: " + excess(predictor, oracle, t));
        for (int k = 0; k < 2; k++) {
          double excess = excess(predictor.givenClass(k), ofClass[k], t);
          assertTrue(excess < 0.006, "class " + k + ": " + excess);
          // planted: of the other class
          assertTrue(excess(predictor.givenClass(1 - k), ofClass[k], t) > 0.1);
        }
        // the predictor of (x, c) is those of the classes, row by row
        FloatBatch xt = Nets.items(new int[] {2}, 2, 3);
        FloatBatch both =
            Conditional.predictor(predictor::given)
                .predict(new Given<>(xt, Labels.of(1, 0)), Times.all(2, t))
                .mean()
                .orElseThrow()
                .x();
        FloatBatch alone =
            predictor.givenClass(1).predict(xt, Times.all(2, t)).mean().orElseThrow();
        assertEquals(alone.at(0, 0), both.at(0, 0), 1e-5);
        assertTrue(Math.abs(alone.at(1, 0) - both.at(1, 0)) > 0.1);
      }
    }
  }
}
