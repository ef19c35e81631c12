package org.udm.continuous.net;

import java.util.function.UnaryOperator;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.Labels;
import org.udm.core.Times;
import org.udm.core.given.Given;
import org.udm.core.train.Example;
import org.udm.torch.Tensor;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;
import org.udm.torch.train.Loss;

/**
 * The cross-entropy of a classifier,
 *
 * <pre>loss = (1 / rows) sum over rows of w_row (-log p(class | x))</pre>
 *
 * <p>for clean x, or for corrupted x and its time, as classifier guidance needs it (Dhariwal and
 * Nichol, 2021, section 4).
 */
public final class ClassError implements Loss<Given<FloatBatch, Labels>> {

  /** What the classifier reads. */
  public enum Reads {
    /** x_0 at time 0. */
    CLEAN,
    /** x_t at time t. */
    CORRUPTED
  }

  private final ImageClassifier network;
  private final Reads reads;

  private ClassError(ImageClassifier network, Reads reads) {
    this.network = network;
    this.reads = reads;
  }

  /**
   * Returns the loss of a classifier.
   *
   * @param network the network
   * @param reads what it reads
   * @return the loss
   */
  public static ClassError of(ImageClassifier network, Reads reads) {
    return new ClassError(network, reads);
  }

  /**
   * Returns the classifier that this loss trains.
   *
   * @param weights trained weights, which the classifier frees when it is closed
   * @return the classifier
   */
  public TrainedClassifier classifier(Weights weights) {
    return TrainedClassifier.of(network, weights);
  }

  @Override
  public ParameterLayout layout() {
    return network.layout();
  }

  @Override
  public long units(Given<FloatBatch, Labels> x0) {
    return x0.rows();
  }

  @Override
  public Part of(Weights weights, Example<Given<FloatBatch, Labels>> some, long unitsOfBatch) {
    boolean clean = reads == Reads.CLEAN;
    FloatBatch x = clean ? some.x0().x() : some.xt().x();
    Times t = clean ? Times.all(x.rows(), 0) : some.t();
    float[] factors = new float[x.rows()];
    for (int i = 0; i < factors.length; i++) {
      factors[i] = (float) (some.weights()[i] / unitsOfBatch);
    }
    Tensor images = X0Network.tensor(weights, x, network.item());
    Tensor logits = network.logits(weights, network.features(weights, images, t.toArray()));
    Tensor losses = logits.crossEntropy(targets(weights, some.x0().c()));
    Tensor loss = losses.multiply(weights.runtime().tensor(factors, factors.length)).sum();
    return Part.of(loss, losses, UnaryOperator.identity());
  }

  private Tensor targets(Weights weights, Labels labels) {
    int classes = network.shape().classes();
    for (int i = 0; i < labels.rows(); i++) {
      if (labels.at(i) == Labels.NONE || labels.at(i) >= classes) {
        throw new IllegalArgumentException(
            "row %d has label %d: a classifier of %d classes learns from labels in [0, %d) alone"
                .formatted(i, labels.at(i), classes, classes));
      }
    }
    return weights.runtime().tensor(labels.toArray(), labels.rows());
  }
}
