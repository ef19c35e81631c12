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
    Gate gate(Weights weights, Tensor condition);
  }

  /** The way in and out at one time. */
  private interface Gate {
    Tensor enter(Tensor x);

    Tensor join(Tensor x, Tensor branch);

    /** The same for the states of some places, [M, D]. */
    Gate at(Places places);
  }

  private record PlainGate(Norm norm, Weights weights) implements Gate {
    @Override
    public Tensor enter(Tensor x) {
      return norm.forward(weights, x);
    }

    @Override
    public Tensor join(Tensor x, Tensor branch) {
      return x.add(branch);
    }

    @Override
    public Gate at(Places places) {
      return this;
    }
  }

  private record SteeredGate(AdaptiveNorm.Modulation by) implements Gate {
    @Override
    public Tensor enter(Tensor x) {
      return by.enter(x);
    }

    @Override
    public Tensor join(Tensor x, Tensor branch) {
      return by.join(x, branch);
    }

    @Override
    public Gate at(Places places) {
      return new SteeredGate(by.at(places));
    }
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
        yield (weights, condition) -> new PlainGate(norm, weights);
      }
      case SEES_TIME -> {
        AdaptiveNorm norm = AdaptiveNorm.of(layout, shape.width(), shape.width());
        yield (weights, condition) -> new SteeredGate(norm.forward(weights, condition));
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
        () -> {
          Gate gate = first.gate(weights, condition);
          Tensor y = gate.enter(x);
          Tensor mixed =
              cache == null
                  ? attention.forward(weights, y, context)
                  : attention.forward(weights, y, context, cache);
          return mlp(weights, gate.join(x, mixed), second.gate(weights, condition));
        });
  }

  /** The same at some places alone, [M, D]. */
  Tensor forward(
      Weights weights, Tensor x, AttentionContext context, Tensor condition, Places places) {
    return TensorScope.resultOf(
        () -> {
          Gate gate = first.gate(weights, condition);
          Tensor mixed = attention.forward(weights, gate.enter(x), context, places);
          return mlp(
              weights,
              gate.at(places).join(places.of(x), mixed),
              second.gate(weights, condition).at(places));
        });
  }

  private Tensor mlp(Weights weights, Tensor x, Gate gate) {
    return gate.join(x, mlp.forward(weights, gate.enter(x)));
  }
}
