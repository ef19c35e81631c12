package org.udm.torch.layer;

import org.udm.torch.DataType;
import org.udm.torch.Device;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
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
    return new Attention(
        Linear.of(layout.in("qkv"), width, 3 * width, bias, law),
        Linear.of(layout.in("output"), width, width, bias, outputLaw),
        width,
        requireHeads(width, heads));
  }

  static long requireHeads(long width, long heads) {
    if (heads < 1 || width % heads != 0) {
      throw new IllegalArgumentException(
          "width "
              + width
              + " with "
              + heads
              + " heads: the width must be a multiple of the heads");
    }
    return heads;
  }

  /** softmax(q k^T / sqrt(d)) v for [B, H, L, d] each. */
  private interface Mix {
    Tensor of(Tensor query, Tensor key, Tensor values);
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
    return TensorScope.resultOf(() -> mixed(weights, x, context, context::attend));
  }

  /**
   * Lets new positions look at themselves and at those that a cache holds, which keeps them.
   *
   * @param weights of the network
   * @param x the new positions [B, L, D]; in causal order L is 1 unless the cache is empty
   * @param context where the new positions are, and what they see of one another; its mask is of
   *     all positions, those that the cache holds before the new ones
   * @param cache what came before in the same rows
   * @return [B, L, D], in the type of products
   */
  public Tensor forward(Weights weights, Tensor x, AttentionContext context, KeyValueCache cache) {
    return TensorScope.resultOf(
        () ->
            mixed(
                weights,
                x,
                context,
                (query, key, values) -> cache.attend(query, key, values, context)));
  }

  /**
   * Lets some positions look at all: what {@link #forward} gives there, without the queries and the
   * output of the others.
   *
   * @param weights of the network
   * @param x [B, L, D]
   * @param context what may be looked at, in bidirectional order
   * @param places M of them
   * @return [M, D], in the type of products
   */
  public Tensor forward(Weights weights, Tensor x, AttentionContext context, Places places) {
    return TensorScope.resultOf(() -> mixedAt(weights, x, context, places));
  }

  private Tensor mixedAt(Weights weights, Tensor x, AttentionContext context, Places places) {
    long batch = x.size(0);
    Tensor asked = ofAttention(weights, qkv.forward(weights, places.of(x), 0, width));
    Tensor query = places.inRows(context.turn(asked, width / heads, places).to(asked.type()));
    Tensor[] keyValue =
        ofAttention(weights, qkv.forward(weights, x, width, 2 * width)).split(-1, width, width);
    Tensor mixed =
        context.attend(
            heads(query, batch, query.size(1)),
            heads(context.turn(keyValue[0], width / heads), batch, x.size(1)).to(asked.type()),
            heads(keyValue[1], batch, x.size(1)));
    return output.forward(
        weights, places.fromRows(mixed.transpose(1, 2).reshape(batch, query.size(1), width)));
  }

  /** LibTorch's attention in bfloat16 is slow on a processor: F32 there. */
  private static Tensor ofAttention(Weights weights, Tensor x) {
    return weights.runtime().device().kind() == Device.Kind.CPU ? x.to(DataType.F32) : x;
  }

  private Tensor mixed(Weights weights, Tensor x, AttentionContext context, Mix mix) {
    long batch = x.size(0);
    long length = x.size(1);
    Tensor all = ofAttention(weights, qkv.forward(weights, x));
    Tensor[] parts = all.split(-1, 2 * width, width);
    Tensor[] queryKey = context.turn(parts[0], width / heads).split(-1, width, width);
    Tensor mixed =
        mix.of(
            heads(queryKey[0], batch, length).to(all.type()),
            heads(queryKey[1], batch, length).to(all.type()),
            heads(parts[1], batch, length));
    return output.forward(weights, mixed.transpose(1, 2).reshape(batch, length, width));
  }

  private Tensor heads(Tensor x, long batch, long length) {
    return x.view(batch, length, heads, width / heads).transpose(1, 2);
  }
}
