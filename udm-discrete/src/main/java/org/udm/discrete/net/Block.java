package org.udm.discrete.net;

import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.layer.AdaptiveNorm;
import org.udm.torch.layer.Attention;
import org.udm.torch.layer.AttentionContext;
import org.udm.torch.layer.Bias;
import org.udm.torch.layer.KeyValueCache;
import org.udm.torch.layer.Mlp;
import org.udm.torch.layer.Places;
import org.udm.torch.parameter.Initialization;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;

/**
 * One pre-norm transformer block: {@code x = x + attention(norm(x)); x = x + mlp(norm(x))}, with
 * the norms and the sums steered by the time if the network sees it.
 */
final class Block {
  /** A branch's way in and out: around a plain norm, or around one that the time steers. */
  private interface Branch {
    /** The sum of {@code joined}, x or a part of it, and of what stands inside, of the normed x. */
    Tensor apply(Weights weights, Tensor x, Tensor joined, Tensor condition, Inner inner);
  }

  /** What stands inside a branch. */
  private interface Inner {
    Tensor of(Tensor normalised);
  }

  private final Branch first;
  private final Attention attention;
  private final Branch second;
  private final Mlp mlp;

  private Block(Branch first, Attention attention, Branch second, Mlp mlp) {
    this.first = first;
    this.attention = attention;
    this.second = second;
    this.mlp = mlp;
  }

  static Block of(
      ParameterLayout.Builder layout,
      TransformerShape shape,
      Initialization law,
      Initialization outputLaw) {
    int width = shape.width();
    return new Block(
        branch(layout.in("norm1"), shape),
        Attention.of(layout.in("attention"), width, shape.heads(), Bias.NONE, law, outputLaw),
        branch(layout.in("norm2"), shape),
        Mlp.of(layout.in("mlp"), width, 4L * width, Bias.NONE, law, outputLaw));
  }

  private static Branch branch(ParameterLayout.Builder layout, TransformerShape shape) {
    return switch (shape.timeUse()) {
      case IGNORES_TIME -> {
        Norm norm = Norm.of(layout, shape);
        yield (weights, x, joined, condition, inner) ->
            joined.add(inner.of(norm.forward(weights, x)));
      }
      case SEES_TIME -> {
        AdaptiveNorm norm = AdaptiveNorm.of(layout, shape.width(), shape.width());
        yield (weights, x, joined, condition, inner) -> {
          AdaptiveNorm.Modulation steered = norm.forward(weights, condition);
          return steered.join(joined, inner.of(steered.enter(x)));
        };
      }
    };
  }

  /**
   * Maps hidden states [B, L, D] to hidden states [B, L, D].
   *
   * @param condition [B, D], or null
   * @param cache what came before in the rows, or null if x begins at the beginning
   */
  Tensor forward(
      Weights weights, Tensor x, AttentionContext context, Tensor condition, KeyValueCache cache) {
    return TensorScope.resultOf(
        () ->
            mlp(
                weights,
                first.apply(
                    weights,
                    x,
                    x,
                    condition,
                    y ->
                        cache == null
                            ? attention.forward(weights, y, context)
                            : attention.forward(weights, y, context, cache)),
                condition));
  }

  /** The same at some places alone, [B, Q, D]. */
  Tensor forward(
      Weights weights, Tensor x, AttentionContext context, Tensor condition, Places places) {
    return TensorScope.resultOf(
        () ->
            mlp(
                weights,
                first.apply(
                    weights,
                    x,
                    places.of(x),
                    condition,
                    y -> attention.forward(weights, y, context, places)),
                condition));
  }

  private Tensor mlp(Weights weights, Tensor x, Tensor condition) {
    return second.apply(weights, x, x, condition, y -> mlp.forward(weights, y));
  }
}
