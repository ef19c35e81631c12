package org.udm.continuous.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.bound.ContinuousNelbo;
import org.udm.continuous.gaussian.GaussianNoise;
import org.udm.continuous.gaussian.GaussianPath;
import org.udm.continuous.gaussian.MonotonePath;
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
import org.udm.torch.train.LossLearner;

class LearnedPathTest {
  private static final double FIRST = -6;
  private static final double LAST = 5;
  private static final double SMALLEST = 1e-2;
  private static final PointMlpShape SHAPE = PointMlpShape.of(2).withWidth(32).withBlocks(1);
  private static final Objective<FloatBatch, FloatBatch> OBJECTIVE =
      new Objective<>(LearnedPathLoss.noise(), AntitheticTimes.from(SMALLEST), Weight.one());

  private static LearnedPath learned() {
    return LearnedPath.of(FIRST, LAST, SMALLEST, builder -> PointMlp.in(builder, SHAPE));
  }

  /** Two narrow clusters, so that most is decided at few noise levels. */
  private static FloatBatch data(int rows, RandomStreams rng) {
    FloatBatch eps = GaussianNoise.like(Nets.items(new int[] {2}, rows, 0), rng.named("eps"));
    return eps.map((i, e, x) -> (rng.row(i).uniform() < 0.5 ? -1 : 1) + 0.05 * x);
  }

  @Test
  void theCurveRisesBetweenItsEndsAndKnowsItsDerivative() {
    LearnedPath learned = learned();
    try (Weights weights = Nets.wild(learned.network(), Nets.runtime())) {
      GaussianPath path = learned.path(weights); // which itself refuses a wrong derivative
      assertEquals(-FIRST, path.logSnr(SMALLEST), 1e-9);
      assertEquals(-LAST, path.logSnr(1), 1e-9);
      double[] t = {SMALLEST, 0.1, 0.35, 0.8, 1};
      double[] w = new double[t.length];
      double[] speed = new double[t.length];
      double[] told = new double[t.length];
      TensorScope.infer(
          s -> {
            LearnedPath.Along along = learned.along(weights, t);
            System.arraycopy(along.w().doubles(), 0, w, 0, t.length);
            System.arraycopy(along.speed().doubles(), 0, speed, 0, t.length);
            System.arraycopy(along.told().doubles(), 0, told, 0, t.length);
            return null;
          });
      for (int i = 0; i < t.length; i++) {
        assertEquals(-path.logSnr(t[i]), w[i], 1e-4);
        assertEquals((w[i] - FIRST) / (LAST - FIRST), told[i], 1e-5);
        if (i > 0 && i < t.length - 1) {
          double h = 1e-5;
          double slope = -(path.logSnr(t[i] + h) - path.logSnr(t[i] - h)) / (2 * h);
          assertEquals(slope, speed[i], 1e-3 * slope);
        }
      }
    }
  }

  @Test
  void theLossIsTheBoundOfThePredictor() {
    LearnedPath learned = learned();
    LearnedPathLoss loss = LearnedPathLoss.of(learned);
    FloatBatch x0 = data(20_000, RandomStreams.of(1));
    Example<FloatBatch> example = OBJECTIVE.example(x0, RandomStreams.of(2));
    Weights weights = Nets.wild(learned.network(), Nets.runtime());
    double[] rows = TensorScope.infer(s -> loss.of(weights, example, loss.units(x0)).rowLosses());
    GaussianPath path = learned.path(weights);
    try (NetworkPredictor predictor = learned.predictor(path, weights)) {
      double[] diffusion =
          ContinuousNelbo.of(path, SMALLEST).terms(x0, predictor, RandomStreams.of(3)).diffusion();
      double mean = Arrays.stream(rows).average().orElseThrow() * 2;
      double exact = Arrays.stream(diffusion).average().orElseThrow();
      // seeds 2 and 3, 20,000 rows each: means are known to about 1 % of themselves
      assertEquals(exact, mean, 0.05 * exact);
    }
  }

  @Test
  void thePathLearnsToMakeTheLossVaryLess() {
    LearnedPath learned = learned();
    LearnedPathLoss loss = LearnedPathLoss.of(learned);
    long steps = 600;
    LearnerOptions options =
        LearnerOptions.of(LearningRate.cosine(5e-3, 1e-3, 20, steps)).withAverage(0.95);
    try (var learner = LossLearner.of(loss, options, Nets.runtime())) {
      Trainer.of((step, rng) -> data(128, rng), OBJECTIVE, learner)
          .run(0, steps, RandomStreams.of(4));
      Weights weights = learner.weights();
      GaussianPath path = learned.path(weights);
      double rise = LAST - FIRST;
      GaussianPath straight =
          MonotonePath.of(
              t -> FIRST + rise * (t - SMALLEST) / (1 - SMALLEST),
              t -> rise / (1 - SMALLEST),
              SMALLEST);
      try (NetworkPredictor mine = learned.predictor(path, weights)) {
        double[] now = moments(path, mine);
        double[] before = moments(straight, learned.predictor(straight, weights));
        // the same bound, since the ends are the same
        assertEquals(before[0], now[0], 0.1 * before[0]);
        assertTrue(now[1] < 0.9 * before[1], "deviation %s of %s".formatted(now[1], before[1]));
      }
    }
  }

  /** Mean and standard deviation of l over 10,000 draws with seed 6. */
  private static double[] moments(GaussianPath path, NetworkPredictor predictor) {
    FloatBatch x0 = data(10_000, RandomStreams.of(6));
    Example<FloatBatch> example = OBJECTIVE.example(x0, RandomStreams.of(7));
    Times t = example.t();
    FloatBatch eps = example.xt();
    FloatBatch xt =
        x0.map((i, e, x) -> path.alpha(t.at(i)) * x + path.sigma(t.at(i)) * eps.at(i, e));
    FloatBatch mean = predictor.predict(xt, t).mean().orElseThrow();
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < x0.rows(); i++) {
      double h = 1e-5;
      double at = Math.min(Math.max(t.at(i), SMALLEST + h), 1 - h);
      double speed = -(path.logSnr(at + h) - path.logSnr(at - h)) / (2 * h);
      double error = 0;
      for (int e = 0; e < 2; e++) {
        // eps - eps^ = SNR^(1/2) (x_0^ - x_0)
        error += Math.pow((x0.at(i, e) - mean.at(i, e)) / path.ratio(t.at(i)), 2);
      }
      double term = (1 - SMALLEST) * speed * error / 2;
      sum += term;
      squares += term * term;
    }
    double average = sum / x0.rows();
    return new double[] {average, Math.sqrt(squares / x0.rows() - average * average)};
  }

  @Test
  void whatReachesThePathIsTheGradientOfTheSquare() {
    LearnedPath learned = learned();
    LearnedPathLoss loss = LearnedPathLoss.of(learned);
    int n = 5;
    Example<FloatBatch> example =
        OBJECTIVE.example(data(n, RandomStreams.of(1)), RandomStreams.of(2));
    float[] wild = Nets.wildValues(loss.layout(), 3);
    try (Parameters parameters = Parameters.of(loss.layout(), Nets.runtime())) {
      TensorScope.infer(
          s -> parameters.values().copyInPlace(Nets.runtime().tensor(wild, wild.length)));
      double[] l =
          TensorScope.infer(s -> loss.of(parameters.weights(), example, 2 * n).rowLosses());
      double mean = 2 * Arrays.stream(l).average().orElseThrow();
      double[] w = new double[n]; // held fixed
      GaussianPath path = learned.path(parameters.weights());
      Arrays.setAll(w, i -> -path.logSnr(example.t().at(i)));
      for (String name : new String[] {"path.height", "path.slope", "path.centre"}) {
        double[] gradient =
            TensorScope.run(
                s -> {
                  parameters.zeroGradient();
                  parameters.backward(loss.of(parameters.weights(), example, 2 * n).loss());
                  return loss.layout().named("", parameters.gradient()).get(name).doubles();
                });
        double h = 1e-2;
        for (int k = 0; k < gradient.length; k += 7) {
          double[] up = logDensities(learned, parameters, name, k, h, w);
          double[] down = logDensities(learned, parameters, name, k, -h, w);
          double expected = 0;
          for (int i = 0; i < n; i++) {
            expected -= Math.pow(2 * l[i], 2) / (2 * mean) * (up[i] - down[i]) / (2 * h) / (2 * n);
          }
          assertEquals(expected, gradient[k], 0.01 * Math.abs(expected) + 1e-4, name);
        }
      }
    }
  }

  /** log p(w) for uniform t, with one weight of the path moved. */
  private static double[] logDensities(
      LearnedPath learned, Parameters parameters, String name, int k, double by, double[] w) {
    TensorScope.infer(
        s ->
            learned
                .network()
                .layout()
                .named("", parameters.values())
                .get(name)
                .narrow(0, k, 1)
                .addInPlace(by));
    GaussianPath path = learned.path(parameters.weights());
    TensorScope.infer(
        s ->
            learned
                .network()
                .layout()
                .named("", parameters.values())
                .get(name)
                .narrow(0, k, 1)
                .addInPlace(-by));
    return Arrays.stream(w)
        .map(
            at -> {
              double t = path.timeOfLogSnr(-at);
              double h = 1e-5;
              return -Math.log(-(path.logSnr(t + h) - path.logSnr(t - h)) / (2 * h));
            })
        .toArray();
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> LearnedPath.of(5, -5, SMALLEST, b -> PointMlp.in(b, SHAPE)));
    assertThrows(
        IllegalArgumentException.class,
        () -> LearnedPath.of(FIRST, LAST, 0, b -> PointMlp.in(b, SHAPE)));
    assertThrows(
        IllegalArgumentException.class,
        () -> LearnedPath.of(FIRST, LAST, SMALLEST, b -> PointMlp.of(SHAPE)));
    LearnedPath learned = learned();
    try (Weights weights = Nets.wild(learned.network(), Nets.runtime())) {
      assertThrows(
          IllegalArgumentException.class,
          () -> TensorScope.infer(s -> learned.along(weights, new double[] {1e-3})));
    }
  }
}
