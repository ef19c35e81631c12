package org.udm.continuous.net;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.udm.continuous.Labels;
import org.udm.torch.DataType;
import org.udm.torch.Planes;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.layer.Convolution;
import org.udm.torch.layer.GroupNorm;
import org.udm.torch.parameter.Initialization;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;

/**
 * A U-Net: residual blocks at ever smaller sizes, and back up with what each block on the way down
 * said beside it.
 *
 * <p>Its last convolution starts at zero, so that at first F = 0. Sources: Ronneberger et al.,
 * "U-Net", 2015; Ho et al. (DDPM), 2020, appendix B; Dhariwal and Nichol, 2021, section 3.
 */
public final class UNet implements FloatNetwork {
  /** The condition has four times the channels at full size (DDPM). */
  private static final int CONDITION_WIDTHS = 4;

  /** Maps planes to planes, told a condition [B, W]. */
  private interface Stage {
    Tensor forward(Weights weights, Tensor x, Tensor condition);
  }

  private final UNetShape shape;
  private final ParameterLayout layout;
  private final ConditionEmbedding condition;
  private final Convolution input;
  private final List<Stage> down = new ArrayList<>();
  private final Stage middle;
  private final List<Level> up = new ArrayList<>();
  private final GroupNorm norm;
  private final Convolution output;

  /**
   * The way up at one size: blocks that each read one result of the way down, and what enlarges.
   */
  private record Level(List<Stage> blocks, Convolution enlarged) {}

  private UNet(ParameterLayout.Builder builder, UNetShape shape) {
    this.shape = shape;
    int width = shape.width();
    int told = CONDITION_WIDTHS * width;
    this.condition =
        ConditionEmbedding.of(
            builder.in("condition"), told, shape.classes(), PlaneBlock.spread(told));
    this.input = PlaneBlock.convolution(builder.in("input"), shape.channels(), width, 3, 1);
    Deque<Integer> skips = new ArrayDeque<>(List.of(width));
    int channels = width;
    int levels = shape.multipliers().size();
    for (int level = 0; level < levels; level++) {
      int wide = width * shape.multipliers().get(level);
      for (int i = 0; i < shape.blocks(); i++) {
        down.add(block(builder.in("down%d.block%d".formatted(level, i)), channels, wide, level));
        channels = wide;
        skips.push(channels);
      }
      if (level < levels - 1) {
        Convolution halved =
            PlaneBlock.convolution(builder.in("down%d.halve".formatted(level)), wide, wide, 3, 2);
        down.add((weights, x, c) -> halved.forward(weights, x));
        skips.push(channels);
      }
    }
    this.middle = middle(builder.in("middle"), channels);
    for (int level = levels - 1; level >= 0; level--) {
      int wide = width * shape.multipliers().get(level);
      List<Stage> blocks = new ArrayList<>();
      for (int i = 0; i <= shape.blocks(); i++) {
        ParameterLayout.Builder part = builder.in("up%d.block%d".formatted(level, i));
        blocks.add(block(part, channels + skips.pop(), wide, level));
        channels = wide;
      }
      up.add(
          new Level(
              blocks,
              level == 0
                  ? null
                  : PlaneBlock.convolution(
                      builder.in("up%d.enlarge".formatted(level)), wide, wide, 3, 1)));
    }
    this.norm = GroupNorm.of(builder.in("norm"), channels, UNetShape.GROUPS);
    this.output =
        Convolution.of(
            builder.in("output"),
            channels,
            shape.outputs().each() * shape.channels(),
            3,
            1,
            Initialization.ZEROS);
    this.layout = builder.build();
  }

  /** A residual block, followed by attention where the level has it. */
  private Stage block(ParameterLayout.Builder layout, int in, int out, int level) {
    PlaneBlock block = PlaneBlock.of(layout, in, out, CONDITION_WIDTHS * shape.width());
    if (!shape.attention().contains(shape.size() >> level)) {
      return block::forward;
    }
    PlaneAttention attention = PlaneAttention.of(layout, out, shape.heads());
    return (weights, x, c) -> attention.forward(weights, block.forward(weights, x, c));
  }

  private Stage middle(ParameterLayout.Builder layout, int channels) {
    int told = CONDITION_WIDTHS * shape.width();
    PlaneBlock first = PlaneBlock.of(layout.in("block0"), channels, channels, told);
    PlaneAttention attention = PlaneAttention.of(layout.in("block0"), channels, shape.heads());
    PlaneBlock second = PlaneBlock.of(layout.in("block1"), channels, channels, told);
    return (weights, x, c) ->
        second.forward(weights, attention.forward(weights, first.forward(weights, x, c)), c);
  }

  /**
   * Returns a network of a shape.
   *
   * @param shape its sizes
   * @return the network
   */
  public static UNet of(UNetShape shape) {
    return new UNet(ParameterLayout.builder(), shape);
  }

  /**
   * Returns a network of a shape whose weights stand beside others, such as those of a {@link
   * LearnedPath}.
   *
   * @param builder of the whole, which everything else was declared in before
   * @param shape its sizes
   * @return the network, whose layout is the whole one
   */
  public static UNet in(ParameterLayout.Builder builder, UNetShape shape) {
    return new UNet(builder, shape);
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
    Tensor c = condition.forward(weights, noise, labels).silu();
    Tensor h = input.forward(weights, x);
    Deque<Tensor> skips = new ArrayDeque<>(List.of(h));
    for (Stage stage : down) {
      h = stage.forward(weights, h, c);
      skips.push(h);
    }
    h = middle.forward(weights, h, c);
    for (Level level : up) {
      for (Stage block : level.blocks()) {
        h = joined(block, weights, h, skips.pop(), c);
      }
      if (level.enlarged() != null) {
        h = level.enlarged().forward(weights, Planes.enlarge(h));
      }
    }
    return output.forward(weights, norm.forward(weights, h).silu()).to(DataType.F32);
  }

  private static Tensor joined(Stage block, Weights weights, Tensor h, Tensor skip, Tensor c) {
    return TensorScope.resultOf(() -> block.forward(weights, Tensor.cat(1, h, skip), c));
  }
}
