package org.udm.discrete.net.causal;

import org.udm.discrete.net.Encoder;
import org.udm.discrete.net.Norm;
import org.udm.discrete.net.TransformerShape;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.layer.Attention;
import org.udm.torch.layer.AttentionContext;
import org.udm.torch.layer.Bias;
import org.udm.torch.layer.CrossAttention;
import org.udm.torch.layer.KeyValueCache;
import org.udm.torch.layer.Mlp;
import org.udm.torch.parameter.Initialization;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;

/**
 * One pre-norm block that looks back: {@code x = x + attention(norm(x)); x = x + cross(norm(x)); x
 * = x + mlp(norm(x))}, without the second line where there is no encoder.
 */
final class DecoderBlock {
  private final Norm ofAttention;
  private final Attention attention;
  private final Norm ofCross; // or null
  private final CrossAttention cross; // or null
  private final Norm ofMlp;
  private final Mlp mlp;

  private DecoderBlock(
      ParameterLayout.Builder layout, TransformerShape shape, Decoder.Sight sight, int branches) {
    int width = shape.width();
    Initialization law = Encoder.law();
    Initialization outputLaw = Encoder.branchLaw(branches);
    this.ofAttention = Norm.of(layout.in("norm1"), shape);
    this.attention =
        Attention.of(layout.in("attention"), width, shape.heads(), Bias.NONE, law, outputLaw);
    boolean sees = sight != Decoder.Sight.ROW_ALONE;
    this.ofCross = sees ? Norm.of(layout.in("normCross"), shape) : null;
    this.cross =
        sees
            ? CrossAttention.of(layout.in("cross"), width, shape.heads(), Bias.NONE, law, outputLaw)
            : null;
    this.ofMlp = Norm.of(layout.in("norm2"), shape);
    this.mlp = Mlp.of(layout.in("mlp"), width, 4L * width, Bias.NONE, law, outputLaw);
  }

  static DecoderBlock of(
      ParameterLayout.Builder layout, TransformerShape shape, Decoder.Sight sight, int branches) {
    return new DecoderBlock(layout, shape, sight, branches);
  }

  /** What this block sees of an encoder. */
  CrossAttention.Memory read(Weights weights, Encoder.States states) {
    return cross.read(weights, states.hidden(), states.real());
  }

  /**
   * Maps hidden states [B, L, D] to hidden states [B, L, D].
   *
   * @param memory of {@link #read}, or null without an encoder
   * @param cache what came before, or null if x begins at the beginning
   */
  Tensor forward(
      Weights weights,
      Tensor x,
      AttentionContext context,
      CrossAttention.Memory memory,
      KeyValueCache cache) {
    return TensorScope.resultOf(() -> joined(weights, x, context, memory, cache));
  }

  private Tensor joined(
      Weights weights,
      Tensor x,
      AttentionContext context,
      CrossAttention.Memory memory,
      KeyValueCache cache) {
    Tensor normalised = ofAttention.forward(weights, x);
    Tensor y =
        x.add(
            cache == null
                ? attention.forward(weights, normalised, context)
                : attention.forward(weights, normalised, context, cache));
    if (cross != null) {
      y = y.add(cross.forward(weights, ofCross.forward(weights, y), memory));
    }
    return y.add(mlp.forward(weights, ofMlp.forward(weights, y)));
  }
}
