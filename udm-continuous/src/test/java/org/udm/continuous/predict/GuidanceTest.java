package org.udm.continuous.predict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.gaussian.CosinePath;
import org.udm.continuous.gaussian.GaussianPath;
import org.udm.continuous.gaussian.StraightPath;
import org.udm.continuous.gaussian.VariancePreserving;
import org.udm.core.Times;
import org.udm.core.predict.OraclePredictor;

/** Guidance on two classes, of one normal law each, whose posterior is known. */
class GuidanceTest {
  static final List<GaussianPath> PATHS =
      List.of(VariancePreserving.standard(), StraightPath.edm(20));
  private static final float[][] CENTRES = {{1, -0.5f}, {-1, 0.25f}};
  private static final double[] WEIGHTS = {1, 3};
  private static final double[] VARIANCES = {0.04, 0.25};
  private static final FloatBatch XT =
      FloatBatch.points(
          new float[] {0.25f, 0.5f}, new float[] {-1.5f, 2}, new float[] {0.7f, -0.3f});
  private static final Times T = Times.of(0.1, 0.3, 0.45);

  private static MixtureOracle everything(GaussianPath path) {
    return MixtureOracle.of(path, WEIGHTS, FloatBatch.points(CENTRES), VARIANCES);
  }

  private static MixtureOracle first(GaussianPath path) {
    return MixtureOracle.of(
        path, new double[] {1}, FloatBatch.points(CENTRES[0]), new double[] {VARIANCES[0]});
  }

  /**
   * p(first | x_t) = q = 1 / (1 + exp(-z)), z the log-odds, a parabola in x_t: the gradient is (1 -
   * q) z', the Hessian (1 - q) z'' - q (1 - q) z' z'^T.
   */
  private record Classifier(GaussianPath path) implements DifferentiableClassGradient {
    private double precision(int k, double t) {
      return 1 / (Math.pow(path.alpha(t), 2) * VARIANCES[k] + Math.pow(path.sigma(t), 2));
    }

    private double other(FloatBatch xt, int i, double t) {
      double[] logs = new double[2];
      for (int k = 0; k < 2; k++) {
        double squares = 0;
        for (int e = 0; e < 2; e++) {
          squares += Math.pow(xt.at(i, e) - path.alpha(t) * CENTRES[k][e], 2);
        }
        logs[k] =
            Math.log(WEIGHTS[k]) + Math.log(precision(k, t)) - 0.5 * squares * precision(k, t);
      }
      return 1 / (1 + Math.exp(logs[0] - logs[1]));
    }

    private double slope(double x, int e, double t) {
      return -precision(0, t) * (x - path.alpha(t) * CENTRES[0][e])
          + precision(1, t) * (x - path.alpha(t) * CENTRES[1][e]);
    }

    @Override
    public FloatBatch at(FloatBatch xt, Times t) {
      return xt.map((i, e, x) -> other(xt, i, t.at(i)) * slope(x, e, t.at(i)));
    }

    @Override
    public FloatBatch vectorHessian(FloatBatch xt, Times t, FloatBatch vector) {
      return xt.map(
          (i, e, x) -> {
            double along = 0;
            for (int d = 0; d < 2; d++) {
              along += slope(xt.at(i, d), d, t.at(i)) * vector.at(i, d);
            }
            double q = other(xt, i, t.at(i));
            double bend = precision(1, t.at(i)) - precision(0, t.at(i));
            return q * bend * vector.at(i, e) - q * (1 - q) * slope(x, e, t.at(i)) * along;
          });
    }
  }

  private static void assertNear(FloatBatch expected, FloatBatch found) {
    assertArrayEquals(expected.toArray(), found.toArray(), 2e-5f);
  }

  @ParameterizedTest
  @FieldSource("PATHS")
  void scaleOneOfTheClassifierIsTheConditionalPredictor(GaussianPath path) {
    DifferentiablePredictor guided =
        ClassifierGuidance.differentiable(path, everything(path), new Classifier(path), 1);
    assertNear(Means.of(first(path).predict(XT, T)), Means.of(guided.predict(XT, T)));
    FloatBatch vector = XT.map((i, e, x) -> 1 - 0.5 * e + 0.25 * i);
    assertNear(first(path).vectorJacobian(XT, T, vector), guided.vectorJacobian(XT, T, vector));
    assertNear(
        Means.of(everything(path).predict(XT, T)),
        Means.of(
            ClassifierGuidance.of(path, everything(path), new Classifier(path), 0).predict(XT, T)));
  }

  @ParameterizedTest
  @FieldSource("PATHS")
  void classifierFreeGuidanceIsTheClassifiersAtEveryScale(GaussianPath path) {
    FloatBatch vector = XT.map((i, e, x) -> 1 - 0.5 * e + 0.25 * i);
    for (double scale : new double[] {0, 0.5, 1, 3}) {
      DifferentiablePredictor free =
          ClassifierFreeGuidance.differentiable(first(path), everything(path), scale);
      DifferentiablePredictor classifier =
          ClassifierGuidance.differentiable(path, everything(path), new Classifier(path), scale);
      assertNear(Means.of(classifier.predict(XT, T)), Means.of(free.predict(XT, T)));
      assertNear(classifier.vectorJacobian(XT, T, vector), free.vectorJacobian(XT, T, vector));
    }
  }

  @ParameterizedTest
  @FieldSource("PATHS")
  void mixingAnyOutputIsMixingX0(GaussianPath path) {
    FloatBatch with = Means.of(first(path).predict(XT, T));
    FloatBatch without = Means.of(everything(path).predict(XT, T));
    FloatBatch guided =
        Means.of(ClassifierFreeGuidance.of(first(path), everything(path), 2.5).predict(XT, T));
    for (Parametrization output :
        List.of(Parametrization.epsilon(), Parametrization.score(), Parametrization.velocity())) {
      FloatBatch a = output.output(path, XT, with, T);
      FloatBatch b = output.output(path, XT, without, T);
      // Ho and Salimans, equation 6: (1 + w) eps_cond - w eps_uncond with w = 1.5
      FloatBatch mixed = a.map((i, e, x) -> 2.5 * x - 1.5 * b.at(i, e));
      assertNear(guided, output.x0(path, XT, mixed, T));
    }
  }

  @Test
  void whatCannotBeGuidedIsRefused() {
    GaussianPath path = CosinePath.standard();
    MixtureOracle oracle = everything(path);
    Classifier classifier = new Classifier(path);
    for (double scale : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(
          IllegalArgumentException.class, () -> ClassifierFreeGuidance.of(oracle, oracle, scale));
      assertThrows(
          IllegalArgumentException.class,
          () -> ClassifierGuidance.of(path, oracle, classifier, scale));
    }
    var guided = ClassifierGuidance.of(path, oracle, classifier, 1);
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> guided.predict(XT, Times.of(0.5, 1, 0.5)))
            .getMessage();
    assertEquals(true, message.startsWith("row 1 is at t = 1.0, where alpha_t = 0"), message);
    var meanless =
        OraclePredictor.of(
            XT, new double[] {1, 1, 1}, org.udm.continuous.gaussian.GaussianCorruption.of(path));
    var free = ClassifierFreeGuidance.of(meanless, oracle, 1);
    assertThrows(IllegalArgumentException.class, () -> free.predict(XT, T));
  }
}
