package org.udm.dl4j.graph;

import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/**
 * A loss that is not computed but told its gradient, in the place of the labels: so an output layer
 * of any kind passes on the gradient of a loss that is computed outside of the network.
 */
final class GivenGradient implements ILossFunction {
  private static final long serialVersionUID = 1L;

  /** What the gradient is given for. */
  enum Side {
    /** For what the layer says. */
    OUTPUT,
    /** For the numbers that its activation, such as softmax, is applied to. */
    BEFORE_ACTIVATION
  }

  private final Side side;

  GivenGradient(Side side) {
    this.side = side;
  }

  @Override
  public INDArray computeGradient(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
    return side == Side.OUTPUT
        ? activation.backprop(preOutput, labels).getFirst()
        : labels.dup(); // the caller may write into it
  }

  @Override
  public double computeScore(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
    throw notComputed();
  }

  @Override
  public INDArray computeScoreArray(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
    throw notComputed();
  }

  @Override
  public Pair<Double, INDArray> computeGradientAndScore(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
    throw notComputed();
  }

  private static UnsupportedOperationException notComputed() {
    return new UnsupportedOperationException("this loss is computed outside of the network");
  }

  @Override
  public String name() {
    return "given gradient";
  }
}
