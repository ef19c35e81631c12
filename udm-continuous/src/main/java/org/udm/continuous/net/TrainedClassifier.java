package org.udm.continuous.net;

import java.util.Arrays;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.Labels;
import org.udm.continuous.predict.ClassGradient;
import org.udm.core.Times;
import org.udm.torch.DataType;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.parameter.Weights;

/**
 * A classifier with its weights: probabilities of classes, features for the Frechet distance, and
 * gradients for guidance.
 *
 * <pre>{@code
 * try (TrainedClassifier classifier = loss.classifier(learner.weights())) {
 *   double[][] logs = classifier.logProb(images, Times.all(images.rows(), 0));
 *   double distance = FrechetDistance.of(classifier.features(drawn), classifier.features(real));
 *   var guided = ClassifierGuidance.of(path, predictor, classifier.gradient(3), 2);
 * }
 * }</pre>
 */
public final class TrainedClassifier implements AutoCloseable {
  private final ImageClassifier network;
  private final Weights weights;

  private TrainedClassifier(ImageClassifier network, Weights weights) {
    this.network = network;
    this.weights = weights;
  }

  /**
   * Returns the classifier of a network.
   *
   * @param network the network
   * @param weights its weights, which the classifier frees when it is closed
   * @return the classifier
   */
  public static TrainedClassifier of(ImageClassifier network, Weights weights) {
    return new TrainedClassifier(network, weights);
  }

  /**
   * Returns log p(class | x_t) of all classes.
   *
   * @param xt images [B, N]
   * @param t one time per row, 0 for clean images [B]
   * @return log-probabilities in nats [B][K]
   */
  public double[][] logProb(FloatBatch xt, Times t) {
    t.forRowsOf(xt);
    int classes = network.shape().classes();
    float[] logits =
        Chunks.map(
            weights,
            xt,
            t,
            classes,
            TensorScope::inference,
            (some, times, from, to) -> logits(tensor(some), times));
    double[][] logs = new double[xt.rows()][];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = logLaw(Arrays.copyOfRange(logits, i * classes, (i + 1) * classes));
    }
    return logs;
  }

  /** log softmax of one row of logits [K]. */
  private static double[] logLaw(float[] logits) {
    double largest = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      largest = Math.max(largest, logit);
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - largest);
    }
    double[] logs = new double[logits.length];
    for (int k = 0; k < logs.length; k++) {
      logs[k] = logits[k] - largest - Math.log(sum);
    }
    return logs;
  }

  /**
   * Returns the features before the last layer.
   *
   * @param x0 clean images [B, N]
   * @return the features [B, F]
   */
  public FloatBatch features(FloatBatch x0) {
    int size = network.shape().features();
    float[] flat =
        Chunks.map(
            weights,
            x0,
            Times.all(x0.rows(), 0),
            size,
            TensorScope::inference,
            (some, times, from, to) -> network.features(weights, tensor(some), times.toArray()));
    float[][] rows = new float[x0.rows()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Arrays.copyOfRange(flat, i * size, (i + 1) * size);
    }
    return FloatBatch.of(new int[] {size}, rows);
  }

  /**
   * Returns the gradient of log p(class | x_t) for rows that are all of one class.
   *
   * @param label the class, in [0, K)
   * @return the gradient
   * @throws IllegalArgumentException if there is no such class
   */
  public ClassGradient gradient(int label) {
    int classes = network.shape().classes();
    if (label < 0 || label >= classes) {
      throw new IllegalArgumentException(
          "class %d of a classifier of %d classes: give one in [0, %d)"
              .formatted(label, classes, classes));
    }
    return (xt, t) -> gradient(xt, t, label);
  }

  private FloatBatch gradient(FloatBatch xt, Times t, int label) {
    t.forRowsOf(xt);
    float[] gradients =
        Chunks.map(
            weights,
            xt,
            t,
            xt.size(),
            TensorScope::recording,
            (some, times, from, to) -> {
              Tensor at = tensor(some);
              Tensor gradient = weights.runtime().zeros(DataType.F32, at.shape());
              Tensor targets =
                  weights.runtime().tensor(Labels.all(to - from, label).toArray(), to - from);
              logits(at.leaf(gradient), times).crossEntropy(targets).sum().negate().backward();
              return gradient;
            });
    return X0Network.batch(xt, gradients);
  }

  private Tensor tensor(FloatBatch x) {
    return X0Network.tensor(weights, x, network.item());
  }

  private Tensor logits(Tensor x, Times t) {
    return network.logits(weights, network.features(weights, x, t.toArray()));
  }

  /** Frees the weights; neither this classifier nor its gradients can be asked any more. */
  @Override
  public void close() {
    weights.close();
  }
}
