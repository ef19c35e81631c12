package org.udm.continuous.net;

import org.udm.continuous.Labels;
import org.udm.torch.DataType;
import org.udm.torch.Tensor;
import org.udm.torch.layer.Bias;
import org.udm.torch.layer.Convolution;
import org.udm.torch.layer.GroupNorm;
import org.udm.torch.layer.Linear;
import org.udm.torch.parameter.Initialization;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;

/**
 * A small convolutional classifier that is told the time, so that one kind serves clean images (t =
 * 0) and corrupted ones.
 *
 * <p>At full, half and a quarter of the size stands a residual block, of 1, 2 and 4 widths; the
 * mean over the pixels of the last gives the features, and a linear map of those the logits.
 */
public final class ImageClassifier {
  private final ImageClassifierShape shape;
  private final ParameterLayout layout;
  private final ConditionEmbedding condition;
  private final Convolution input;
  private final PlaneBlock full;
  private final Convolution toHalf;
  private final PlaneBlock half;
  private final Convolution toQuarter;
  private final PlaneBlock quarter;
  private final GroupNorm norm;
  private final Linear output;

  private ImageClassifier(ImageClassifierShape shape) {
    this.shape = shape;
    int width = shape.width();
    int told = 4 * width;
    ParameterLayout.Builder builder = ParameterLayout.builder();
    this.condition =
        ConditionEmbedding.of(builder.in("condition"), told, 0, PlaneBlock.spread(told));
    this.input = PlaneBlock.convolution(builder.in("input"), shape.channels(), width, 3, 1);
    this.full = PlaneBlock.of(builder.in("full"), width, width, told);
    this.toHalf = PlaneBlock.convolution(builder.in("to-half"), width, 2 * width, 3, 2);
    this.half = PlaneBlock.of(builder.in("half"), 2 * width, 2 * width, told);
    this.toQuarter = PlaneBlock.convolution(builder.in("to-quarter"), 2 * width, 4 * width, 3, 2);
    this.quarter = PlaneBlock.of(builder.in("quarter"), 4 * width, 4 * width, told);
    this.norm = GroupNorm.of(builder.in("norm"), 4L * width, UNetShape.GROUPS);
    this.output =
        Linear.of(
            builder.in("output"),
            shape.features(),
            shape.classes(),
            Bias.LEARNED,
            Initialization.ZEROS);
    this.layout = builder.build();
  }

  /**
   * Returns a network of a shape.
   *
   * @param shape its sizes
   * @return the network
   */
  public static ImageClassifier of(ImageClassifierShape shape) {
    return new ImageClassifier(shape);
  }

  /**
   * Returns the sizes.
   *
   * @return the shape
   */
  public ImageClassifierShape shape() {
    return shape;
  }

  /**
   * Returns what weights it needs.
   *
   * @return names, shapes and initial laws
   */
  public ParameterLayout layout() {
    return layout;
  }

  /**
   * Computes the features. The open scope owns them.
   *
   * @param weights the weights
   * @param x F32 [B, C, S, S]
   * @param t one time per row, 0 for clean images [B]
   * @return F32 [B, features]
   */
  public Tensor features(Weights weights, Tensor x, double[] t) {
    Tensor told = weights.runtime().tensor(t, t.length);
    Tensor c = condition.forward(weights, told, Labels.all(t.length, Labels.NONE)).silu();
    Tensor h = full.forward(weights, input.forward(weights, x), c);
    h = half.forward(weights, toHalf.forward(weights, h), c);
    h = quarter.forward(weights, toQuarter.forward(weights, h), c);
    return norm.forward(weights, h)
        .silu()
        .to(DataType.F32)
        .reshape(x.size(0), shape.features(), -1)
        .mean(-1);
  }

  /**
   * Computes the logits of features. The open scope owns them.
   *
   * @param weights the weights
   * @param features F32 [B, features]
   * @return F32 [B, K]
   */
  public Tensor logits(Weights weights, Tensor features) {
    return output.forward(weights, features).to(DataType.F32);
  }

  /** The shape of an image. */
  int[] item() {
    return new int[] {shape.channels(), shape.size(), shape.size()};
  }
}
