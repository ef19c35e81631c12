package org.udm.continuous.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.Labels;
import org.udm.continuous.gaussian.CosinePath;
import org.udm.continuous.predict.Parametrization;
import org.udm.core.Times;
import org.udm.core.given.Given;
import org.udm.core.train.Example;
import org.udm.torch.Precision;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.checkpoint.Checkpoint;
import org.udm.torch.optim.LearningRate;
import org.udm.torch.parameter.Parameters;
import org.udm.torch.parameter.Weights;
import org.udm.torch.train.LearnerOptions;
import org.udm.torch.train.LossLearner;

/** What holds for every network. */
class FloatNetworkTest {
  private static final Readout VELOCITY =
      Readout.of(Parametrization.velocity(), CosinePath.standard());

  static List<Nets.Case> networks() {
    return Nets.all();
  }

  private static X0Network x0(Nets.Case of) {
    return new X0Network(of.network(), VELOCITY);
  }

  private static FloatBatch mean(NetworkPredictor predictor, FloatBatch xt, Times t) {
    return predictor.predict(xt, t).mean().orElseThrow();
  }

  private static Example<Given<FloatBatch, Labels>> example(FloatNetwork network, int rows) {
    Labels labels = Nets.labels(network, rows, 1);
    double[] weights = new Random(4).doubles(rows, 0.5, 2).toArray();
    return new Example<>(
        new Given<>(Nets.items(network.shape(), rows, 2), labels),
        new Given<>(Nets.items(network.shape(), rows, 3), labels),
        Nets.times(rows, 5),
        weights);
  }

  @ParameterizedTest
  @MethodSource("networks")
  @SuppressWarnings("try") // the scope frees the tensors
  void atFirstTheOutputIsZero(Nets.Case of) {
    FloatNetwork network = of.network();
    try (Parameters parameters = Parameters.of(network.layout(), Nets.runtime());
        TensorScope scope = TensorScope.inference()) {
      FloatBatch x = Nets.items(network.shape(), 4, 1);
      Tensor output =
          network.forward(
              parameters.weights(),
              x0(of).tensor(parameters.weights(), x),
              Tensor.of(Nets.times(4, 2).toArray(), 4),
              Nets.labels(network, 4, 3));
      assertArrayEquals(new float[4 * network.outputs().each() * x.size()], output.floats());
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  @SuppressWarnings("try") // the scopes free the tensors
  void gradientsMatchFiniteDifferences(Nets.Case of) {
    SquaredError<Given<FloatBatch, Labels>> loss = SquaredError.given(x0(of));
    var example = example(of.network(), 3);
    long units = loss.units(example.x0());
    try (Parameters parameters = Parameters.of(loss.layout(), Nets.runtime())) {
      int size = (int) parameters.layout().size();
      float[] wild = Nets.wildValues(loss.layout(), 7);
      TensorScope.infer(s -> parameters.values().copyInPlace(Tensor.of(wild, size)));
      double[] gradient =
          TensorScope.run(
              s -> {
                parameters.backward(loss.of(parameters.weights(), example, units).loss());
                return parameters.gradient().doubles();
              });
      // along random directions, where differences are far above the rounding of F32
      Random random = new Random(6);
      double norm = Math.sqrt(Arrays.stream(gradient).map(g -> g * g).sum());
      for (int trial = 0; trial < 8; trial++) {
        float[] direction = new float[size];
        double along = 0;
        for (int i = 0; i < size; i++) {
          // half random, half the gradient's own direction, so that no trial is nearly orthogonal
          direction[i] = (float) (random.nextGaussian() / Math.sqrt(size) + gradient[i] / norm);
          along += direction[i] * gradient[i];
        }
        double h = 1e-3;
        double up = shifted(parameters, loss, example, direction, h);
        double down = shifted(parameters, loss, example, direction, -h);
        assertEquals(along, (up - down) / (2 * h), 0.02 * Math.abs(along));
      }
    }
  }

  private static double shifted(
      Parameters parameters,
      SquaredError<Given<FloatBatch, Labels>> loss,
      Example<Given<FloatBatch, Labels>> example,
      float[] direction,
      double by) {
    return TensorScope.infer(
        s -> {
          Tensor step = Tensor.of(direction, direction.length).multiply(by);
          parameters.values().addInPlace(step);
          double value = value(loss, parameters.weights(), example);
          parameters.values().addInPlace(step.negate());
          return value;
        });
  }

  /** The value of a loss in F64, summed from its rows. */
  private static double value(
      SquaredError<Given<FloatBatch, Labels>> loss,
      Weights weights,
      Example<Given<FloatBatch, Labels>> example) {
    double[] rows = loss.of(weights, example, loss.units(example.x0())).rowLosses();
    double sum = 0;
    for (int i = 0; i < rows.length; i++) {
      sum += rows[i] * example.weights()[i] / rows.length;
    }
    return sum;
  }

  @ParameterizedTest
  @MethodSource("networks")
  void aRowDoesNotDependOnTheOthers(Nets.Case of) {
    FloatBatch xt = Nets.items(of.network().shape(), 5, 1);
    Times t = Nets.times(5, 2);
    Labels labels = Nets.labels(of.network(), 5, 3);
    try (NetworkPredictor predictor =
        NetworkPredictor.of(x0(of), Nets.wild(of.network(), Nets.runtime()))) {
      FloatBatch all = mean(predictor.given(labels), xt, t);
      for (int i = 0; i < 5; i++) {
        FloatBatch one = mean(predictor.given(labels.gather(i)), xt.gather(i), t.gather(i));
        assertArrayEquals(all.row(i), one.row(0), 1e-4f);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void timeAndClassAreSeen(Nets.Case of) {
    FloatBatch xt = Nets.items(of.network().shape(), 1, 1);
    X0Network direct = new X0Network(of.network(), Readout.x0());
    try (NetworkPredictor predictor =
        NetworkPredictor.of(direct, Nets.wild(of.network(), Nets.runtime()))) {
      FloatBatch early = mean(predictor, xt, Times.of(0.2));
      assertNotEquals(early, mean(predictor, xt, Times.of(0.7)));
      for (int k = 0; k < of.network().classes(); k++) {
        assertNotEquals(early, mean(predictor.givenClass(k), xt, Times.of(0.2)));
        assertEquals(
            mean(predictor.given(Labels.of(k)), xt, Times.of(0.2)),
            mean(predictor.givenClass(k), xt, Times.of(0.2)));
      }
      int unknown = of.network().classes();
      assertThrows(IllegalArgumentException.class, () -> predictor.givenClass(unknown));
      assertThrows(
          IllegalArgumentException.class,
          () -> predictor.given(Labels.of(unknown)).predict(xt, Times.of(0.2)));
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void vectorJacobiansMatchFiniteDifferences(Nets.Case of) {
    FloatBatch xt = Nets.items(of.network().shape(), 3, 1);
    FloatBatch v = Nets.items(of.network().shape(), 3, 2);
    Times t = Nets.times(3, 4);
    try (NetworkPredictor predictor =
        NetworkPredictor.of(x0(of), Nets.wild(of.network(), Nets.runtime()))) {
      FloatBatch product = predictor.vectorJacobian(xt, t, v);
      FloatBatch u = Nets.items(of.network().shape(), 3, 5).map((i, e, x) -> x / 4);
      double h = 1e-2;
      FloatBatch up = mean(predictor, xt.map((i, e, x) -> x + h * u.at(i, e)), t);
      FloatBatch down = mean(predictor, xt.map((i, e, x) -> x - h * u.at(i, e)), t);
      for (int i = 0; i < 3; i++) {
        double expected = 0; // v^T J u
        double found = 0;
        double scale = 0;
        for (int e = 0; e < xt.size(); e++) {
          expected += v.at(i, e) * (up.at(i, e) - down.at(i, e)) / (2 * h);
          found += product.at(i, e) * u.at(i, e);
          scale += Math.abs(product.at(i, e) * u.at(i, e));
        }
        assertEquals(expected, found, 0.02 * scale + 1e-3);
      }
      assertThrows(
          IllegalArgumentException.class, () -> predictor.vectorJacobian(xt, t, v.gather(0)));
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void bfloat16IsNearFloat32(Nets.Case of) {
    FloatBatch xt = Nets.items(of.network().shape(), 4, 1);
    Times t = Nets.times(4, 2);
    try (NetworkPredictor exact =
            NetworkPredictor.of(x0(of), Nets.wild(of.network(), Nets.runtime()));
        NetworkPredictor rounded =
            NetworkPredictor.of(x0(of), Nets.wild(of.network(), Nets.runtime(Precision.BF16)))) {
      FloatBatch a = mean(exact, xt, t);
      FloatBatch b = mean(rounded, xt, t);
      double difference = 0;
      double square = 0;
      for (int i = 0; i < 4; i++) {
        for (int e = 0; e < a.size(); e++) {
          difference += Math.pow(a.at(i, e) - b.at(i, e), 2);
          square += a.at(i, e) * a.at(i, e);
        }
      }
      // bfloat16 has 8 bits: each product is off by 2^-9
      assertTrue(Math.sqrt(difference / square) < 0.03, "" + Math.sqrt(difference / square));
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  @SuppressWarnings("try") // the scopes free the views
  void aCheckpointHoldsTheNetwork(Nets.Case of, @TempDir Path folder) {
    SquaredError<Given<FloatBatch, Labels>> loss = SquaredError.given(x0(of));
    LearnerOptions options = LearnerOptions.of(LearningRate.constant(1e-2)).withAverage(0.9);
    Path file = folder.resolve("net.safetensors");
    FloatBatch xt = Nets.items(of.network().shape(), 2, 1);
    Times t = Nets.times(2, 2);
    try (var learner = LossLearner.of(loss, options, Nets.runtime());
        var other = LossLearner.of(loss, options, Nets.runtime())) {
      learner.step(example(of.network(), 4));
      learner.step(example(of.network(), 4));
      try (TensorScope scope = TensorScope.inference()) {
        Checkpoint.write(file, learner.state(), Map.of());
        Checkpoint.read(file, other.state());
      }
      try (NetworkPredictor written = loss.predictor(learner.weights());
          NetworkPredictor read = loss.predictor(other.weights())) {
        assertEquals(mean(written, xt, t), mean(read, xt, t));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void itemsOfAnotherShapeAreRefused(Nets.Case of) {
    Weights weights = Nets.wild(of.network(), Nets.runtime());
    try (NetworkPredictor predictor = NetworkPredictor.of(x0(of), weights)) {
      int[] shape = of.network().shape();
      shape[shape.length - 1]++;
      FloatBatch wrong = Nets.items(shape, 1, 1);
      IllegalArgumentException error =
          assertThrows(
              IllegalArgumentException.class, () -> predictor.predict(wrong, Times.of(0.5)));
      assertTrue(error.getMessage().contains(Arrays.toString(shape)), error.getMessage());
      assertThrows(
          IllegalArgumentException.class,
          () -> predictor.predict(Nets.items(of.network().shape(), 2, 1), Times.of(0.5)));
    }
  }
}
