package org.udm.continuous.net;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.Labels;
import org.udm.core.Times;
import org.udm.core.given.Given;
import org.udm.core.train.Example;
import org.udm.torch.optim.LearningRate;
import org.udm.torch.train.LearnerOptions;
import org.udm.torch.train.LossLearner;

/** Steps, predictions and gradients leave no native handle behind, which JavaCPP counts. */
class NativeMemoryTest {
  private static final FloatNetwork NETWORK =
      UNet.of(UNetShape.of(1, 8).withWidth(8, 1, 2).withHeads(2));

  private static long handles() {
    for (int k = 0; k < 3; k++) {
      System.gc();
      try {
        Thread.sleep(50); // JavaCPP's thread frees what was found
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return Pointer.totalCount();
  }

  private static void assertNothingLeft(Runnable work) {
    for (int k = 0; k < 3; k++) {
      work.run();
    }
    long before = handles();
    for (int k = 0; k < 20; k++) {
      work.run();
    }
    long after = handles();
    assertTrue(after <= before, "handles from " + before + " to " + after);
  }

  @Test
  void predictionsAndTheirGradients() {
    FloatBatch x = Nets.items(NETWORK.shape(), 3, 1);
    Times t = Nets.times(3, 2);
    try (NetworkPredictor predictor =
        NetworkPredictor.of(
            new X0Network(NETWORK, Readout.x0()), Nets.wild(NETWORK, Nets.runtime()))) {
      assertNothingLeft(() -> predictor.predict(x, t));
      assertNothingLeft(() -> predictor.vectorJacobian(x, t, x));
    }
  }

  @Test
  void steps() {
    FloatBatch x = Nets.items(NETWORK.shape(), 3, 1);
    Example<FloatBatch> example = new Example<>(x, x, Nets.times(3, 2), new double[] {1, 1, 1});
    try (var learner =
        LossLearner.of(
            SquaredError.of(new X0Network(NETWORK, Readout.x0())),
            LearnerOptions.of(LearningRate.constant(1e-3)),
            Nets.runtime())) {
      assertNothingLeft(() -> learner.step(example));
    }
  }

  @Test
  void classesAndTheirGradients() {
    ImageClassifier network = ImageClassifier.of(ImageClassifierShape.of(1, 8, 3).withWidth(8));
    ClassError loss = ClassError.of(network, ClassError.Reads.CORRUPTED);
    FloatBatch x = Nets.items(new int[] {1, 8, 8}, 2, 1);
    Times t = Nets.times(2, 2);
    Given<FloatBatch, Labels> given = new Given<>(x, Labels.of(0, 2));
    try (var learner =
            LossLearner.of(loss, LearnerOptions.of(LearningRate.constant(1e-3)), Nets.runtime());
        TrainedClassifier classifier = loss.classifier(learner.weights())) {
      assertNothingLeft(() -> learner.step(new Example<>(given, given, t, new double[] {1, 1})));
      assertNothingLeft(() -> classifier.gradient(1).at(x, t));
    }
  }
}
