package org.udm.continuous.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.gaussian.CosinePath;
import org.udm.continuous.gaussian.GaussianCorruption;
import org.udm.continuous.predict.MixtureOracle;
import org.udm.core.Times;
import org.udm.core.random.RandomStreams;
import org.udm.core.train.AntitheticTimes;
import org.udm.core.train.Objective;
import org.udm.core.train.Trainer;
import org.udm.core.train.Weight;
import org.udm.torch.Precision;
import org.udm.torch.optim.LearningRate;
import org.udm.torch.train.LearnerOptions;
import org.udm.torch.train.LossLearner;

/** Networks for images learn the mean of four images under noise, which is known. */
class ImageTrainingTest {
  private static final CosinePath PATH = CosinePath.standard();
  private static final GaussianCorruption NOISE = GaussianCorruption.of(PATH);

  /** A network, its precision, and how long it learns. */
  record Case(FloatNetwork network, Precision precision, long steps) {}

  static List<Case> networks() {
    FloatNetwork unet = UNet.of(UNetShape.of(1, Bars.SIZE).withWidth(8, 1, 2));
    FloatNetwork transformer =
        DiffusionTransformer.of(
            DiffusionTransformerShape.of(1, Bars.SIZE).withPatch(2).withLayers(2).withWidth(32, 2));
    return List.of(new Case(unet, Precision.BF16, 60), new Case(transformer, Precision.FP32, 200));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void theMeanOfFourImagesIsLearned(Case of) {
    SquaredError<FloatBatch> loss = SquaredError.of(new X0Network(of.network(), Readout.x0()));
    Objective<FloatBatch, FloatBatch> objective =
        new Objective<>(NOISE, AntitheticTimes.from(1e-3), Weight.one());
    LearnerOptions options =
        LearnerOptions.of(LearningRate.cosine(5e-3, 1e-4, 10, of.steps())).withAverage(0.9);
    try (var learner = LossLearner.of(loss, options, Nets.runtime(of.precision()))) {
      Trainer.of((step, rng) -> Bars.draw(32, rng).x(), objective, learner)
          .run(0, of.steps(), RandomStreams.of(1));
      MixtureOracle oracle = MixtureOracle.ofPoints(PATH, Bars.ALL);
      FloatBatch x0 = Bars.draw(200, RandomStreams.of(2)).x();
      Times t = Times.all(200, 0.8);
      FloatBatch xt = NOISE.corrupt(x0, NOISE.drawNoise(x0, RandomStreams.of(3)), t);
      FloatBatch exact = oracle.predict(xt, t).mean().orElseThrow();
      try (NetworkPredictor predictor = loss.predictor(learner.weights())) {
        double error = error(predictor.predict(xt, t).mean().orElseThrow(), exact);
        // planted: the mean of all images, which is what a network that sees nothing says
        double blind = error(exact.map((i, e, x) -> mean(e)), exact);
        assertTrue(error < 0.35 * blind, "%s: %s of %s".formatted(of, error, blind));
      }
    }
  }

  private static double mean(int element) {
    double sum = 0;
    for (int k = 0; k < 4; k++) {
      sum += Bars.ALL.at(k, element) / 4;
    }
    return sum;
  }

  private static double error(FloatBatch a, FloatBatch b) {
    double sum = 0;
    for (int i = 0; i < a.rows(); i++) {
      for (int e = 0; e < a.size(); e++) {
        sum += Math.pow(a.at(i, e) - b.at(i, e), 2);
      }
    }
    return sum / (a.rows() * (double) a.size());
  }

  @ParameterizedTest
  @MethodSource("digits")
  void digitsGoThrough(FloatNetwork network) {
    FloatBatch x = Nets.items(network.shape(), 50, 1); // more rows than one pass takes
    try (NetworkPredictor predictor =
        NetworkPredictor.of(
            new X0Network(network, Readout.x0()), Nets.wild(network, Nets.runtime()))) {
      FloatBatch all = predictor.predict(x, Times.all(50, 0.5)).mean().orElseThrow();
      FloatBatch last = predictor.predict(x.gather(49), Times.of(0.5)).mean().orElseThrow();
      for (int e = 0; e < x.size(); e++) {
        assertEquals(last.at(0, e), all.at(49, e), 1e-3);
      }
    }
  }

  static List<FloatNetwork> digits() {
    return List.of(
        UNet.of(UNetShape.of(1, 28).withWidth(8, 1, 2, 2)),
        DiffusionTransformer.of(DiffusionTransformerShape.of(1, 28).withWidth(16, 2)));
  }
}
