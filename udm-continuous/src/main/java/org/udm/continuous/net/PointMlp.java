package org.udm.continuous.net;

import java.util.ArrayList;
import java.util.List;
import org.udm.continuous.Labels;
import org.udm.torch.DataType;
import org.udm.torch.Tensor;
import org.udm.torch.layer.Bias;
import org.udm.torch.layer.LayerNorm;
import org.udm.torch.layer.Linear;
import org.udm.torch.parameter.Initialization;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;

/**
 * A residual network for points: with c = silu(time + class),
 *
 * <pre>
 * h = W_in x;   h = h + W2 silu(W1 norm(h) + W_c c) in each block;   F = W_out silu(norm(h))
 * </pre>
 *
 * <p>W_out starts at zero, so that at first F = 0. The other maps start with deviation
 * 1/sqrt(fan-in).
 */
public final class PointMlp implements FloatNetwork {
  private final PointMlpShape shape;
  private final ParameterLayout layout;
  private final ConditionEmbedding condition;
  private final Linear input;
  private final List<Block> blocks;
  private final LayerNorm norm;
  private final Linear output;

  private PointMlp(ParameterLayout.Builder builder, PointMlpShape shape) {
    this.shape = shape;
    int width = shape.width();
    Initialization law = spread(width);
    this.condition = ConditionEmbedding.of(builder.in("condition"), width, shape.classes(), law);
    this.input =
        Linear.of(
            builder.in("input"), shape.dimension(), width, Bias.LEARNED, spread(shape.dimension()));
    this.blocks = new ArrayList<>();
    for (int i = 0; i < shape.blocks(); i++) {
      blocks.add(Block.of(builder.in("block" + i), width, law));
    }
    this.norm = LayerNorm.of(builder.in("norm"), width, Bias.LEARNED);
    this.output =
        Linear.of(
            builder.in("output"),
            width,
            (long) shape.outputs().each() * shape.dimension(),
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
  public static PointMlp of(PointMlpShape shape) {
    return new PointMlp(ParameterLayout.builder(), shape);
  }

  /**
   * Returns a network of a shape whose weights stand beside others, such as those of a {@link
   * LearnedPath}.
   *
   * @param builder of the whole, which everything else was declared in before
   * @param shape its sizes
   * @return the network, whose layout is the whole one
   */
  public static PointMlp in(ParameterLayout.Builder builder, PointMlpShape shape) {
    return new PointMlp(builder, shape);
  }

  private static Initialization spread(int inputs) {
    return Initialization.normal(1 / Math.sqrt(inputs));
  }

  @Override
  public ParameterLayout layout() {
    return layout;
  }

  @Override
  public int[] shape() {
    return new int[] {shape.dimension()};
  }

  @Override
  public Outputs outputs() {
    return shape.outputs();
  }

  @Override
  public int classes() {
    return shape.classes();
  }

  @Override
  public Tensor forward(Weights weights, Tensor x, Tensor noise, Labels labels) {
    Tensor c = condition.forward(weights, noise, labels).silu();
    Tensor h = input.forward(weights, x).to(DataType.F32);
    for (Block block : blocks) {
      h = block.forward(weights, h, c);
    }
    return output.forward(weights, norm.forward(weights, h).silu()).to(DataType.F32);
  }

  /** One residual block. */
  private record Block(LayerNorm norm, Linear first, Linear told, Linear second) {
    static Block of(ParameterLayout.Builder layout, int width, Initialization law) {
      return new Block(
          LayerNorm.of(layout.in("norm"), width, Bias.LEARNED),
          Linear.of(layout.in("first"), width, width, Bias.LEARNED, law),
          Linear.of(layout.in("condition"), width, width, Bias.NONE, law),
          Linear.of(layout.in("second"), width, width, Bias.LEARNED, law));
    }

    /** Maps hidden vectors F32 [B, width] to hidden vectors, told conditions F32 [B, width]. */
    Tensor forward(Weights weights, Tensor h, Tensor c) {
      Tensor entered = first.forward(weights, norm.forward(weights, h));
      Tensor steered = entered.add(told.forward(weights, c)).silu();
      return h.add(second.forward(weights, steered).to(DataType.F32));
    }
  }
}
