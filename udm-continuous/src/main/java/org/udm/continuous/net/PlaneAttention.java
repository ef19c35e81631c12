package org.udm.continuous.net;

import org.udm.torch.AttentionOrder;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.layer.Attention;
import org.udm.torch.layer.AttentionContext;
import org.udm.torch.layer.Bias;
import org.udm.torch.layer.GroupNorm;
import org.udm.torch.parameter.Initialization;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;

/**
 * Attention among the pixels of planes, {@code y = x + attention(norm(x))}; its output map starts
 * at zero, so that y = x at first. Source: Ho et al. (DDPM), 2020, appendix B.
 */
final class PlaneAttention {
  private static final AttentionContext ALL = AttentionContext.of(AttentionOrder.BIDIRECTIONAL);

  private final GroupNorm norm;
  private final Attention attention;

  private PlaneAttention(GroupNorm norm, Attention attention) {
    this.norm = norm;
    this.attention = attention;
  }

  static PlaneAttention of(ParameterLayout.Builder layout, int channels, int heads) {
    return new PlaneAttention(
        GroupNorm.of(layout.in("norm"), channels, UNetShape.GROUPS),
        Attention.of(
            layout.in("attention"),
            channels,
            heads,
            Bias.LEARNED,
            PlaneBlock.spread(channels),
            Initialization.ZEROS));
  }

  /** Maps planes [B, C, H, W] to planes. */
  Tensor forward(Weights weights, Tensor x) {
    long[] shape = x.shape();
    return TensorScope.resultOf(
        () -> {
          Tensor pixels =
              norm.forward(weights, x)
                  .view(shape[0], shape[1], shape[2] * shape[3])
                  .transpose(1, 2);
          Tensor mixed = attention.forward(weights, pixels, ALL);
          return x.add(mixed.transpose(1, 2).view(shape));
        });
  }
}
