package org.udm.torch.layer;

import org.udm.torch.AttentionOrder;
import org.udm.torch.DataType;
import org.udm.torch.Device;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.parameter.Initialization;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;

/**
 * Multi-head attention of one sequence to another: queries of the one, keys and values of the other
 * (Vaswani et al., arXiv:1706.03762, section 3.2.3, "encoder-decoder attention").
 *
 * <pre>{@code
 * CrossAttention.Memory memory = layer.read(weights, encoded, real); // once per encoded batch
 * x = x.add(layer.forward(weights, norm.forward(weights, x), memory));
 * }</pre>
 */
public final class CrossAttention {
  private final Linear query;
  private final Linear keyValue;
  private final Linear output;
  private final long width;
  private final long heads;

  private CrossAttention(Linear query, Linear keyValue, Linear output, long width, long heads) {
    this.query = query;
    this.keyValue = keyValue;
    this.output = output;
    this.width = width;
    this.heads = heads;
  }

  /**
   * Declares {@code query} [D, D], {@code keyValue} [2 D, D] and {@code output} [D, D].
   *
   * @param layout of this part of the network
   * @param width D of both sequences, a multiple of the heads
   * @param heads H
   * @param bias of the three maps
   * @param law of the initial query, key and value maps
   * @param outputLaw of the initial output map
   * @return the layer
   * @throws IllegalArgumentException if the width is no multiple of the heads
   */
  public static CrossAttention of(
      ParameterLayout.Builder layout,
      long width,
      long heads,
      Bias bias,
      Initialization law,
      Initialization outputLaw) {
    return new CrossAttention(
        Linear.of(layout.in("query"), width, width, bias, law),
        Linear.of(layout.in("keyValue"), width, 2 * width, bias, law),
        Linear.of(layout.in("output"), width, width, bias, outputLaw),
        width,
        Attention.requireHeads(width, heads));
  }

  /**
   * What a layer sees of the other sequence.
   *
   * @param keys [B, H, M, d]
   * @param values [B, H, M, d]
   * @param mask BOOL [B, 1, 1, M], true where a position is real, or null if all are
   */
  public record Memory(Tensor keys, Tensor values, Tensor mask) {

    /**
     * Returns the memory of some of the rows; it belongs to the open scope.
     *
     * @param rows I64 [N], each in [0, B)
     * @return the memory of N rows
     */
    public Memory of(Tensor rows) {
      return new Memory(
          keys.indexSelect(0, rows),
          values.indexSelect(0, rows),
          mask == null ? null : mask.indexSelect(0, rows));
    }
  }

  /**
   * Reads the other sequence.
   *
   * @param weights of the network
   * @param states its hidden states [B, M, D]
   * @param real BOOL [B, M], true where a position is real, at least one per row; null if all are
   * @return its keys and values
   */
  public Memory read(Weights weights, Tensor states, Tensor real) {
    long batch = states.size(0);
    long length = states.size(1);
    Tensor[] parts = exact(weights, keyValue.forward(weights, states)).split(-1, width, width);
    return new Memory(
        heads(parts[0], batch, length),
        heads(parts[1], batch, length),
        real == null ? null : real.view(batch, 1, 1, length));
  }

  /**
   * Lets every position look at the other sequence.
   *
   * @param weights of the network
   * @param x [B, L, D]
   * @param memory of {@link #read}
   * @return [B, L, D], in the type of products
   */
  public Tensor forward(Weights weights, Tensor x, Memory memory) {
    return TensorScope.resultOf(() -> mixed(weights, x, memory));
  }

  private Tensor mixed(Weights weights, Tensor x, Memory memory) {
    long batch = x.size(0);
    long length = x.size(1);
    Tensor asked = heads(exact(weights, query.forward(weights, x)), batch, length);
    Tensor mixed =
        memory.mask == null
            ? asked.attention(memory.keys, memory.values, AttentionOrder.BIDIRECTIONAL)
            : asked.attention(memory.keys, memory.values, memory.mask);
    return output.forward(weights, mixed.transpose(1, 2).reshape(batch, length, width));
  }

  /** LibTorch's attention in bfloat16 is slow on a processor: F32 there. */
  private static Tensor exact(Weights weights, Tensor x) {
    return weights.runtime().device().kind() == Device.Kind.CPU ? x.to(DataType.F32) : x;
  }

  private Tensor heads(Tensor x, long batch, long length) {
    return x.view(batch, length, heads, width / heads).transpose(1, 2);
  }
}
