package org.udm.dl4j.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Sgd;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.Labels;
import org.udm.continuous.data.PointLaws;
import org.udm.continuous.net.FloatNetwork;
import org.udm.continuous.net.NetworkPredictor;
import org.udm.continuous.net.Outputs;
import org.udm.continuous.net.SquaredError;
import org.udm.continuous.net.X0Network;
import org.udm.continuous.predict.LossWeights;
import org.udm.core.train.AntitheticTimes;
import org.udm.core.train.Example;
import org.udm.core.train.Objective;
import org.udm.dl4j.graph.GraphLearner;
import org.udm.dl4j.graph.GraphLearnerOptions;
import org.udm.torch.DataType;
import org.udm.torch.Tensor;
import org.udm.torch.layer.Bias;
import org.udm.torch.layer.Linear;
import org.udm.torch.parameter.Initialization;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;
import org.udm.torch.train.LossLearner;

/**
 * The same network with the same weights says and learns the same on both engines, which run in one
 * process here, with OpenBLAS.
 */
class AgainstLibTorchTest {
  /** The layers of {@link Nets#layers}, for LibTorch. */
  private record Layers(ParameterLayout layout, Linear first, Linear second, Linear third)
      implements FloatNetwork {

    static Layers make() {
      ParameterLayout.Builder layout = ParameterLayout.builder();
      Linear first = linear(layout, "0", 3, 16);
      Linear second = linear(layout, "1", 16, 16);
      Linear third = linear(layout, "2", 16, 2);
      return new Layers(layout.build(), first, second, third);
    }

    private static Linear linear(ParameterLayout.Builder layout, String name, int in, int out) {
      return Linear.of(layout.in(name), in, out, Bias.LEARNED, Initialization.ZEROS);
    }

    @Override
    public int[] shape() {
      return new int[] {2};
    }

    @Override
    public Outputs outputs() {
      return Outputs.MEAN;
    }

    @Override
    public int classes() {
      return 0;
    }

    @Override
    public Tensor forward(Weights weights, Tensor x, Tensor noise, Labels labels) {
      Tensor h = Tensor.cat(1, x, noise.to(DataType.F32).unsqueeze(1));
      h = first.forward(weights, h).silu();
      h = second.forward(weights, h).silu();
      return third.forward(weights, h).to(DataType.F32);
    }
  }

  private final MultiLayerNetwork network = Nets.layers(Twin.updater(), 0);
  private final FloatLoss ours =
      FloatLoss.of(FloatGraph.of(network, TimeInput.CHANNEL, Nets.EPSILON, 2));
  private final SquaredError<FloatBatch> theirs =
      SquaredError.of(new X0Network(Layers.make(), Nets.EPSILON));

  /** Copies of Deeplearning4j's weights by LibTorch's names, W^T and b. */
  private static Map<String, INDArray> named(MultiLayerNetwork network) {
    Map<String, INDArray> named = new LinkedHashMap<>();
    for (int layer = 0; layer < 3; layer++) {
      named.put(layer + ".weight", network.getParam(layer + "_W").transpose().dup());
      named.put(layer + ".bias", network.getParam(layer + "_b").dup());
    }
    return named;
  }

  @Test
  void theyPredictAndDifferentiateAlike() {
    Example<FloatBatch> example = Nets.example(7, 2);
    FloatPredictor here = ours.predictor(ours.network());
    try (LossLearner<FloatBatch> learner = Twin.of(theirs, named(network));
        NetworkPredictor there = theirs.predictor(learner.weights())) {
      assertAlike(
          there.predict(example.xt(), example.t()).mean().orElseThrow(),
          here.predict(example.xt(), example.t()).mean().orElseThrow());
      assertAlike(
          there.vectorJacobian(example.xt(), example.t(), example.x0()),
          here.vectorJacobian(example.xt(), example.t(), example.x0()));
    }
  }

  private static void assertAlike(FloatBatch expected, FloatBatch found) {
    for (int i = 0; i < expected.rows(); i++) {
      for (int e = 0; e < expected.size(); e++) {
        double size = Math.max(1, Math.abs(expected.at(i, e)));
        assertEquals(expected.at(i, e), found.at(i, e), 1e-4 * size);
      }
    }
  }

  @Test
  void theirGradientsOfTheWeightsAreAlike() {
    MultiLayerNetwork descending = Nets.layers(new Sgd(1), 0);
    Map<String, INDArray> before = named(descending);
    FloatLoss loss = FloatLoss.of(FloatGraph.of(descending, TimeInput.CHANNEL, Nets.EPSILON, 2));
    Example<FloatBatch> example = Nets.example(7, 2);
    GraphLearner.of(loss, GraphLearnerOptions.defaults().withClip(1e9)).step(example);
    try (LossLearner<FloatBatch> learner = Twin.of(theirs, before)) {
      Twin.assertSameGradient(Twin.gradient(learner, example), before, named(descending));
    }
  }

  @Test
  void theyLearnAlike() {
    try (LossLearner<FloatBatch> learner = Twin.of(theirs, named(network))) {
      Twin.assertSameCurve(
          PointLaws.twoMoons(0.05).source(64),
          new Objective<>(Nets.NOISE, AntitheticTimes.from(1e-2), LossWeights.simple(Nets.PATH)),
          learner,
          ours,
          60);
    }
  }
}
