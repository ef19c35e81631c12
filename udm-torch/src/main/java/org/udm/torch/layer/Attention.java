package org.udm.torch.layer;

import org.udm.torch.DataType;
import org.udm.torch.Device;
import org.udm.torch.Tensor;
import org.udm.torch.parameter.Initialization;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;

/**
 * Multi-head self-attention: per head softmax(Q K^T / sqrt(d)) V, the heads joined and mapped by
 * W_o (Vaswani et al., arXiv:1706.03762, equation 1). One product makes Q, K and V.
 */
public final class Attention {
  private final Linear qkv;
  private final Linear output;
  private final long width;
  private final long heads;

  private Attention(Linear qkv, Linear output, long width, long heads) {
    this.qkv = qkv;
    this.output = output;
    this.width = width;
    this.heads = heads;
  }

  /**
   * Declares {@code qkv} [3 D, D] and {@code output} [D, D].
   *
   * @param layout of this part of the network
   * @param width D, a multiple of the heads
   * @param heads H
   * @param bias of both maps
   * @param law of the initial qkv
   * @param outputLaw of the initial output map
   */
  public static Attention of(
      ParameterLayout.Builder layout,
      long width,
      long heads,
      Bias bias,
      Initialization law,
      Initialization outputLaw) {
    if (heads < 1 || width % heads != 0) {
      throw new IllegalArgumentException(
          "width "
              + width
              + " with "
              + heads
              + " heads: the width must be a multiple of the heads");
    }
    return new Attention(
        Linear.of(layout.in("qkv"), width, 3 * width, bias, law),
        Linear.of(layout.in("output"), width, width, bias, outputLaw),
        width,
        heads);
  }

  /**
   * Lets every position look at the others.
   *
   * @param weights of the network
   * @param x [B, L, D]
   * @param context what may be looked at
   * @return [B, L, D], in the type of products
   */
  public Tensor forward(Weights weights, Tensor x, AttentionContext context) {
    long batch = x.size(0);
    long length = x.size(1);
    Tensor all = qkv.forward(weights, x);
    // LibTorch's attention in bfloat16 is slow on a processor: F32 there.
    if (weights.runtime().device().kind() == Device.Kind.CPU) {
      all = all.to(DataType.F32);
    }
    Tensor[] parts = all.split(-1, 2 * width, width);
    Tensor[] queryKey = context.turn(parts[0], width / heads).split(-1, width, width);
    Tensor mixed =
        context.attend(
            heads(queryKey[0], batch, length).to(all.type()),
            heads(queryKey[1], batch, length).to(all.type()),
            heads(parts[1], batch, length));
    return output.forward(weights, mixed.transpose(1, 2).reshape(batch, length, width));
  }

  private Tensor heads(Tensor x, long batch, long length) {
    return x.view(batch, length, heads, width / heads).transpose(1, 2);
  }
}
