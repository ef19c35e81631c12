package org.udm.dl4j.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.Labels;
import org.udm.continuous.data.PointLaws;
import org.udm.continuous.net.FloatNetwork;
import org.udm.continuous.net.NetworkPredictor;
import org.udm.continuous.net.Outputs;
import org.udm.continuous.net.SquaredError;
import org.udm.continuous.net.X0Network;
import org.udm.continuous.predict.LossWeights;
import org.udm.core.random.RandomStreams;
import org.udm.core.train.AntitheticTimes;
import org.udm.core.train.Example;
import org.udm.core.train.Learner;
import org.udm.core.train.Objective;
import org.udm.core.train.StepReport;
import org.udm.core.train.TrainListener;
import org.udm.core.train.Trainer;
import org.udm.dl4j.FloatArrays;
import org.udm.dl4j.Nd4jRuntime;
import org.udm.dl4j.graph.GraphLearner;
import org.udm.dl4j.graph.GraphLearnerOptions;
import org.udm.torch.DataType;
import org.udm.torch.RuntimeOptions;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.TorchRuntime;
import org.udm.torch.layer.Bias;
import org.udm.torch.layer.Linear;
import org.udm.torch.optim.AdamWOptions;
import org.udm.torch.optim.LearningRate;
import org.udm.torch.parameter.Initialization;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;
import org.udm.torch.train.LearnerOptions;
import org.udm.torch.train.LossLearner;

/**
 * The same network with the same weights says and learns the same on both engines, which run in one
 * process here, with OpenBLAS.
 */
class AgainstLibTorchTest {
  private static final double RATE = 3e-3;

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

  private final MultiLayerNetwork network = Nets.layers(new Adam(RATE, 0.9, 0.99, 1e-8), 0);
  private final FloatLoss ours =
      FloatLoss.of(FloatGraph.of(network, TimeInput.CHANNEL, Nets.EPSILON, 2));
  private final SquaredError<FloatBatch> theirs =
      SquaredError.of(new X0Network(Layers.make(), Nets.EPSILON));

  /** A learner of LibTorch with the weights of Deeplearning4j's network, W^T and b. */
  @SuppressWarnings("try") // the scope frees the copies
  private LossLearner<FloatBatch> twin() {
    Nd4jRuntime.start();
    TorchRuntime runtime =
        TorchRuntime.of(RuntimeOptions.defaults().withDevice("cpu").withThreads(1));
    AdamWOptions plain = AdamWOptions.defaults().withWeightDecay(0);
    LossLearner<FloatBatch> learner =
        LossLearner.of(
            theirs, LearnerOptions.of(LearningRate.constant(RATE)).withAdamW(plain), runtime);
    try (TensorScope scope = TensorScope.inference()) {
      Map<String, Tensor> state = learner.state();
      for (int layer = 0; layer < 3; layer++) {
        INDArray w = network.getParam(layer + "_W");
        copy(w.transpose(), state.get("weights." + layer + ".weight"));
        copy(network.getParam(layer + "_b"), state.get("weights." + layer + ".bias"));
      }
    }
    return learner;
  }

  private static void copy(INDArray from, Tensor to) {
    to.copyInPlace(Tensor.of(FloatArrays.flat(from), to.shape()));
  }

  @Test
  void theyPredictAndDifferentiateAlike() {
    Example<FloatBatch> example = Nets.example(7, 2);
    FloatPredictor here = ours.predictor(ours.network());
    try (LossLearner<FloatBatch> learner = twin();
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
  void theyLearnAlike() {
    int steps = 60;
    StepReport[] here = curve(GraphLearner.of(ours, GraphLearnerOptions.defaults()), steps);
    StepReport[] there;
    try (LossLearner<FloatBatch> learner = restarted()) {
      there = curve(learner, steps);
    }
    for (int k = 0; k < steps; k++) {
      assertEquals(there[k].learningRate(), here[k].learningRate(), 1e-12);
      assertEquals(there[k].units(), here[k].units());
      // rounding differs, and grows with the steps
      double tolerance = k == 0 ? 1e-4 : 1e-2;
      assertEquals(there[k].loss(), here[k].loss(), tolerance * there[k].loss(), "loss " + k);
      assertEquals(
          there[k].gradientNorm(),
          here[k].gradientNorm(),
          tolerance * there[k].gradientNorm(),
          "gradient " + k);
      assertEquals(there[k].rowLosses()[0], here[k].rowLosses()[0], 0.05 * (1 + there[k].loss()));
    }
    assertTrue(here[steps - 1].loss() < 0.9 * here[0].loss(), "it was no start");
  }

  /** The twin of the network as it was before it learned. */
  private LossLearner<FloatBatch> restarted() {
    network.setParams(Nets.layers(new Adam(RATE), 0).params());
    return twin();
  }

  private static StepReport[] curve(Learner<FloatBatch> learner, int steps) {
    StepReport[] reports = new StepReport[steps];
    Trainer.of(
            PointLaws.twoMoons(0.05).source(64),
            new Objective<>(Nets.NOISE, AntitheticTimes.from(1e-2), LossWeights.simple(Nets.PATH)),
            learner)
        .withListener(
            (step, report) -> {
              reports[(int) step - 1] = report;
              return TrainListener.Next.CONTINUE;
            })
        .run(0, steps, RandomStreams.of(1));
    return reports;
  }
}
