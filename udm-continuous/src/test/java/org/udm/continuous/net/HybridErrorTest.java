package org.udm.continuous.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.bound.StepTerm;
import org.udm.continuous.gaussian.CosinePath;
import org.udm.continuous.gaussian.GaussianCorruption;
import org.udm.continuous.gaussian.GaussianKernel;
import org.udm.continuous.gaussian.GaussianNoise;
import org.udm.continuous.gaussian.StepVariance;
import org.udm.continuous.predict.ElementVariance;
import org.udm.continuous.predict.GaussianDataOracle;
import org.udm.continuous.predict.InterpolatingBelief;
import org.udm.continuous.predict.Parametrization;
import org.udm.core.Times;
import org.udm.core.random.RandomStreams;
import org.udm.core.train.AntitheticTimes;
import org.udm.core.train.Example;
import org.udm.core.train.Objective;
import org.udm.core.train.Trainer;
import org.udm.core.train.Weight;
import org.udm.torch.TensorScope;
import org.udm.torch.optim.LearningRate;
import org.udm.torch.parameter.Parameters;
import org.udm.torch.parameter.Weights;
import org.udm.torch.train.LearnerOptions;
import org.udm.torch.train.Loss;
import org.udm.torch.train.LossLearner;

class HybridErrorTest {
  private static final CosinePath PATH = CosinePath.standard();
  private static final GaussianKernel KERNEL = GaussianKernel.ddpm(PATH);
  private static final int STEPS = 10;
  private static final PointMlpShape SHAPE =
      PointMlpShape.of(2).withWidth(32).withBlocks(1).withOutputs(Outputs.MEAN_AND_VARIANCE);

  private static SquaredError<FloatBatch> squared(PointMlpShape shape) {
    return SquaredError.of(
        new X0Network(PointMlp.of(shape), Readout.of(Parametrization.velocity(), PATH)));
  }

  private static Example<FloatBatch> example(Times t) {
    FloatBatch x0 = Nets.items(new int[] {2}, t.rows(), 1);
    FloatBatch xt =
        GaussianCorruption.of(PATH).corrupt(x0, Nets.items(new int[] {2}, t.rows(), 2), t);
    double[] weights = new double[t.rows()];
    Arrays.fill(weights, 1.5);
    return new Example<>(x0, xt, t, weights);
  }

  private static double value(Loss<FloatBatch> loss, Weights weights, Example<FloatBatch> example) {
    return TensorScope.infer(
        s -> loss.of(weights, example, loss.units(example.x0())).loss().item());
  }

  @Test
  void theBoundIsTheTermOfTheLibrary() {
    Times t = Times.of(0.95, 0.5, 0.31, 0.11);
    Times s = Times.of(0.85, 0.4, 0.21, 0.01);
    Example<FloatBatch> example = example(t);
    SquaredError<FloatBatch> squared = squared(SHAPE);
    HybridError<FloatBatch> hybrid = HybridError.of(squared, KERNEL, STEPS).withFactor(0.01);
    try (NetworkPredictor predictor =
        hybrid.predictor(Nets.wild(squared.network().network(), Nets.runtime()))) {
      InterpolatingBelief belief = (InterpolatingBelief) predictor.predict(example.xt(), t);
      double[] nats =
          StepTerm.nats(
              KERNEL,
              t,
              s,
              example.x0(),
              belief.mean().orElseThrow(),
              ElementVariance.of(StepVariance.LEARNED, KERNEL, belief, t, s));
      double bound = 0.01 * STEPS * Arrays.stream(nats).sum() / 8;
      try (Weights weights = Nets.wild(squared.network().network(), Nets.runtime())) {
        double difference = value(hybrid, weights, example) - value(squared, weights, example);
        assertEquals(bound, difference, 1e-4 * bound);
      }
    }
  }

  @Test
  void theFirstStepHasNoTerm() {
    Example<FloatBatch> example = example(Times.of(0.05, 0.1));
    SquaredError<FloatBatch> squared = squared(SHAPE);
    try (Weights weights = Nets.wild(squared.network().network(), Nets.runtime())) {
      assertEquals(
          value(squared, weights, example),
          value(HybridError.of(squared, KERNEL, STEPS), weights, example));
    }
  }

  @Test
  void theBoundTrainsTheVarianceAlone() {
    Example<FloatBatch> example = example(Times.of(0.9, 0.5, 0.3));
    SquaredError<FloatBatch> squared = squared(SHAPE);
    double[] without = outputGradient(squared, example);
    double[] with = outputGradient(HybridError.of(squared, KERNEL, STEPS), example);
    // the bias of the output: first F, then v
    for (int k = 0; k < 2; k++) {
      assertEquals(without[k], with[k], 1e-6 * Math.abs(without[k]));
      assertEquals(0, without[2 + k]);
      assertTrue(Math.abs(with[2 + k]) > 1e-6);
    }
  }

  /** The gradient of the output's bias at wild weights, [4]. */
  private static double[] outputGradient(Loss<FloatBatch> loss, Example<FloatBatch> example) {
    float[] wild = Nets.wildValues(loss.layout(), 3);
    try (Parameters parameters = Parameters.of(loss.layout(), Nets.runtime())) {
      return TensorScope.run(
          scope -> {
            TensorScope.infer(
                s -> parameters.values().copyInPlace(Nets.runtime().tensor(wild, wild.length)));
            parameters.backward(
                loss.of(parameters.weights(), example, loss.units(example.x0())).loss());
            return loss.layout().named("", parameters.gradient()).get("output.bias").doubles();
          });
    }
  }

  @Test
  void theBestVarianceOfGaussianDataIsLearned() {
    double deviation = 0.5;
    HybridError<FloatBatch> hybrid = HybridError.of(squared(SHAPE), KERNEL, STEPS).withFactor(1);
    Objective<FloatBatch, FloatBatch> objective =
        new Objective<>(GaussianCorruption.of(PATH), AntitheticTimes.from(0.1), Weight.one());
    FloatBatch shape = Nets.items(new int[] {2}, 128, 1);
    long steps = 400;
    LearnerOptions options =
        LearnerOptions.of(LearningRate.cosine(5e-3, 1e-4, 20, steps)).withAverage(0.95);
    try (var learner = LossLearner.of(hybrid, options, Nets.runtime())) {
      Trainer.of(
              (step, rng) -> GaussianNoise.like(shape, rng).map((i, e, x) -> deviation * x),
              objective,
              learner)
          .run(0, steps, RandomStreams.of(1));
      GaussianDataOracle oracle = GaussianDataOracle.of(PATH, 0, deviation * deviation);
      try (NetworkPredictor predictor = hybrid.predictor(learner.weights())) {
        for (double time : new double[] {0.3, 0.5, 0.8}) {
          double s = time - 1.0 / STEPS;
          double small = StepVariance.SMALL.at(KERNEL, time, s, 0);
          double large = StepVariance.LARGE.at(KERNEL, time, s, 0);
          double best = StepVariance.OPTIMAL.at(KERNEL, time, s, oracle.posteriorVariance(time));
          double expected = Math.log(best / small) / Math.log(large / small);
          FloatBatch xt = GaussianNoise.like(shape, RandomStreams.of(5)).map((i, e, x) -> x / 2);
          InterpolatingBelief belief =
              (InterpolatingBelief) predictor.predict(xt, Times.all(128, time));
          double mean = 0;
          for (int i = 0; i < 128; i++) {
            mean += (belief.interpolation().at(i, 0) + belief.interpolation().at(i, 1)) / 256;
          }
          assertEquals(expected, mean, 0.1, "at " + time);
        }
      }
    }
  }

  @Test
  void whatCannotLearnAVarianceIsRefused() {
    SquaredError<FloatBatch> squared = squared(SHAPE);
    assertThrows(
        IllegalArgumentException.class,
        () -> HybridError.of(squared(SHAPE.withOutputs(Outputs.MEAN)), KERNEL, STEPS));
    assertThrows(IllegalArgumentException.class, () -> HybridError.of(squared, KERNEL, 1));
    HybridError<FloatBatch> hybrid = HybridError.of(squared, KERNEL, STEPS);
    assertThrows(IllegalArgumentException.class, () -> hybrid.withFactor(0));
    HybridError<FloatBatch> certain = HybridError.of(squared, GaussianKernel.ddim(PATH, 0), STEPS);
    try (Weights weights = Nets.wild(squared.network().network(), Nets.runtime())) {
      Example<FloatBatch> example = example(Times.of(0.5));
      assertThrows(IllegalArgumentException.class, () -> value(certain, weights, example));
    }
  }
}
