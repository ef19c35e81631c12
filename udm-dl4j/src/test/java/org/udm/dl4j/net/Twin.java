package org.udm.dl4j.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.udm.core.Batch;
import org.udm.core.random.RandomStreams;
import org.udm.core.train.DataSource;
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
import org.udm.dl4j.graph.GraphLoss;
import org.udm.torch.RuntimeOptions;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.TorchRuntime;
import org.udm.torch.optim.AdamWOptions;
import org.udm.torch.optim.LearningRate;
import org.udm.torch.train.LearnerOptions;
import org.udm.torch.train.Loss;
import org.udm.torch.train.LossLearner;

/** LibTorch's learner of a network of Deeplearning4j, started with the same weights. */
final class Twin {
  private static final double RATE = 3e-3;
  private static final double BETA = 0.9;
  private static final double CLIP = 1;

  private Twin() {}

  /** How Deeplearning4j's network learns, for the twin to learn alike. */
  static IUpdater updater() {
    return new Adam(RATE, BETA, 0.99, 1e-8);
  }

  /**
   * The learner of a loss.
   *
   * @param start the weights by their names in the loss's layout, in its shapes
   */
  @SuppressWarnings("try") // the scope frees the copies
  static <X extends Batch<X>> LossLearner<X> of(Loss<X> loss, Map<String, INDArray> start) {
    Nd4jRuntime.start();
    TorchRuntime runtime =
        TorchRuntime.of(RuntimeOptions.defaults().withDevice("cpu").withThreads(1));
    AdamWOptions adam = AdamWOptions.defaults().withBetas(BETA, 0.99).withWeightDecay(0);
    LossLearner<X> learner =
        LossLearner.of(
            loss,
            LearnerOptions.of(LearningRate.constant(RATE)).withAdamW(adam).withClip(CLIP),
            runtime);
    try (TensorScope scope = TensorScope.inference()) {
      Map<String, Tensor> state = learner.state();
      assertEquals(loss.layout().parameters().size(), start.size());
      start.forEach(
          (name, from) -> {
            Tensor to = state.get(LossLearner.WEIGHTS + name);
            to.copyInPlace(Tensor.of(FloatArrays.flat(from), to.shape()));
          });
    }
    return learner;
  }

  /** The gradient by the names of the weights: after one step it is the mean of Adam. */
  @SuppressWarnings("try") // the scope frees the views
  static <X extends Batch<X>> Map<String, float[]> gradient(
      LossLearner<X> learner, Example<X> example) {
    double norm = learner.step(example).gradientNorm();
    double factor = Math.max(1, norm / CLIP) / (1 - BETA);
    Map<String, float[]> gradient = new LinkedHashMap<>();
    try (TensorScope scope = TensorScope.inference()) {
      learner
          .loss()
          .layout()
          .named("", learner.state().get("adamw.mean"))
          .forEach((name, mean) -> gradient.put(name, mean.multiply(factor).floats()));
    }
    return gradient;
  }

  /**
   * Asserts that both engines have the same gradient, to 1e-4 of its largest entry.
   *
   * @param there LibTorch's
   * @param before Deeplearning4j's weights before a step of plain descent with rate 1
   * @param after and after it
   */
  static void assertSameGradient(
      Map<String, float[]> there, Map<String, INDArray> before, Map<String, INDArray> after) {
    assertEquals(there.keySet(), before.keySet());
    double largest = 0;
    for (float[] some : there.values()) {
      for (float entry : some) {
        largest = Math.max(largest, Math.abs(entry));
      }
    }
    assertTrue(largest > 1e-3, "there is a gradient");
    float tolerance = (float) (1e-4 * largest);
    there.forEach(
        (name, expected) ->
            assertArrayEquals(
                expected,
                FloatArrays.flat(before.get(name).sub(after.get(name))),
                tolerance,
                name));
  }

  /**
   * Asserts that the same run has the same curve on both engines, and that something is learned.
   */
  static <X extends Batch<X>> void assertSameCurve(
      DataSource<X> source,
      Objective<X, ?> objective,
      LossLearner<X> twin,
      GraphLoss<X> loss,
      int steps) {
    StepReport[] there = curve(source, objective, twin, steps);
    StepReport[] here =
        curve(
            source,
            objective,
            GraphLearner.of(loss, GraphLearnerOptions.defaults().withClip(CLIP)),
            steps);
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

  private static <X extends Batch<X>> StepReport[] curve(
      DataSource<X> source, Objective<X, ?> objective, Learner<X> learner, int steps) {
    StepReport[] reports = new StepReport[steps];
    Trainer.of(source, objective, learner)
        .withListener(
            (step, report) -> {
              reports[(int) step - 1] = report;
              return TrainListener.Next.CONTINUE;
            })
        .run(0, steps, RandomStreams.of(1));
    return reports;
  }
}
