package org.udm.continuous.net;

import java.util.ArrayList;
import java.util.List;
import org.udm.continuous.Labels;
import org.udm.torch.AttentionOrder;
import org.udm.torch.DataType;
import org.udm.torch.Planes;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.layer.AdaptiveNorm;
import org.udm.torch.layer.Attention;
import org.udm.torch.layer.AttentionContext;
import org.udm.torch.layer.Bias;
import org.udm.torch.layer.LayerNorm;
import org.udm.torch.layer.LearnedPositions;
import org.udm.torch.layer.Linear;
import org.udm.torch.layer.Mlp;
import org.udm.torch.parameter.Initialization;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;

/**
 * A transformer over the patches of an image, whose norms are told time and class (adaLN-Zero);
 * positions are learned.
 *
 * <p>Every branch and the output start at zero, so that at first F = 0. Source: Peebles and Xie,
 * "Scalable diffusion models with transformers" (DiT), 2023, section 3.2.
 */
public final class DiffusionTransformer implements FloatNetwork {
  private static final AttentionContext ALL = AttentionContext.of(AttentionOrder.BIDIRECTIONAL);

  /**
   * Of learned positions at first: the root mean square of the sines that DiT has in their place.
   */
  private static final double POSITIONS = Math.sqrt(0.5);

  private final DiffusionTransformerShape shape;
  private final ParameterLayout layout;
  private final ConditionEmbedding condition;
  private final Linear input;
  private final LearnedPositions positions;
  private final List<Block> blocks = new ArrayList<>();
  private final Linear told;
  private final Linear output;

  private DiffusionTransformer(ParameterLayout.Builder builder, DiffusionTransformerShape shape) {
    this.shape = shape;
    int width = shape.width();
    int pixels = shape.channels() * shape.patch() * shape.patch();
    this.condition =
        ConditionEmbedding.of(
            builder.in("condition"), width, shape.classes(), PlaneBlock.spread(width));
    this.input =
        Linear.of(builder.in("input"), pixels, width, Bias.LEARNED, PlaneBlock.spread(pixels));
    this.positions =
        LearnedPositions.of(
            builder.in("positions"), shape.length(), width, Initialization.normal(POSITIONS));
    for (int i = 0; i < shape.layers(); i++) {
      blocks.add(Block.of(builder.in("block" + i), shape));
    }
    this.told =
        Linear.of(builder.in("told"), width, 2L * width, Bias.LEARNED, Initialization.ZEROS);
    this.output =
        Linear.of(
            builder.in("output"),
            width,
            (long) shape.outputs().each() * pixels,
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
  public static DiffusionTransformer of(DiffusionTransformerShape shape) {
    return new DiffusionTransformer(ParameterLayout.builder(), shape);
  }

  /**
   * Returns a network of a shape whose weights stand beside others, such as those of a {@link
   * LearnedPath}.
   *
   * @param builder of the whole, which everything else was declared in before
   * @param shape its sizes
   * @return the network, whose layout is the whole one
   */
  public static DiffusionTransformer in(
      ParameterLayout.Builder builder, DiffusionTransformerShape shape) {
    return new DiffusionTransformer(builder, shape);
  }

  @Override
  public ParameterLayout layout() {
    return layout;
  }

  @Override
  public int[] shape() {
    return new int[] {shape.channels(), shape.size(), shape.size()};
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
    Tensor c = condition.forward(weights, noise, labels);
    Tensor h =
        input
            .forward(weights, patches(x))
            .to(DataType.F32)
            .add(positions.forward(weights, shape.length()));
    for (Block block : blocks) {
      Tensor before = h;
      h = TensorScope.resultOf(() -> block.forward(weights, before, c));
    }
    Tensor[] steering = told.forward(weights, c.silu()).to(DataType.F32).unsqueeze(1).chunk(-1, 2);
    Tensor steered = steering[0].addProduct(h.layerNorm(LayerNorm.EPSILON), steering[1].add(1));
    return planes(output.forward(weights, steered).to(DataType.F32));
  }

  /** Patches as positions, [B, C, S, S] to [B, L, C p p]. */
  private Tensor patches(Tensor x) {
    Tensor stacked = Planes.stack(x, shape.patch());
    return stacked.view(x.size(0), stacked.size(1), shape.length()).transpose(1, 2);
  }

  /** The inverse of {@link #patches}. */
  private Tensor planes(Tensor patches) {
    int side = shape.size() / shape.patch();
    Tensor stacked = patches.transpose(1, 2).reshape(patches.size(0), patches.size(2), side, side);
    return Planes.spread(stacked, shape.patch());
  }

  /** Attention and two maps, each entered and joined as the condition says. */
  private record Block(AdaptiveNorm norm1, Attention attention, AdaptiveNorm norm2, Mlp mlp) {
    static Block of(ParameterLayout.Builder layout, DiffusionTransformerShape shape) {
      int width = shape.width();
      Initialization law = PlaneBlock.spread(width);
      return new Block(
          AdaptiveNorm.of(layout.in("norm1"), width, width),
          Attention.of(layout.in("attention"), width, shape.heads(), Bias.LEARNED, law, law),
          AdaptiveNorm.of(layout.in("norm2"), width, width),
          Mlp.of(layout.in("mlp"), width, 4L * width, Bias.LEARNED, law, law));
    }

    /** Maps hidden states F32 [B, L, D] to hidden states, told conditions [B, D]. */
    Tensor forward(Weights weights, Tensor h, Tensor c) {
      AdaptiveNorm.Modulation first = norm1.forward(weights, c);
      Tensor mixed = first.join(h, attention.forward(weights, first.enter(h), ALL));
      AdaptiveNorm.Modulation second = norm2.forward(weights, c);
      return second.join(mixed, mlp.forward(weights, second.enter(mixed)));
    }
  }
}
