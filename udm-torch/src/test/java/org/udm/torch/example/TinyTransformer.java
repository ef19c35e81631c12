package org.udm.torch.example;

import java.util.ArrayList;
import java.util.List;
import org.udm.torch.AttentionOrder;
import org.udm.torch.DataType;
import org.udm.torch.Tensor;
import org.udm.torch.layer.Attention;
import org.udm.torch.layer.AttentionContext;
import org.udm.torch.layer.Bias;
import org.udm.torch.layer.Embedding;
import org.udm.torch.layer.LayerNorm;
import org.udm.torch.layer.LearnedPositions;
import org.udm.torch.layer.Mlp;
import org.udm.torch.parameter.Initialization;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;

/**
 * A bidirectional transformer with a tied head, as a user assembles it: the proof that the parts
 * fit.
 */
public record TinyTransformer(
    ParameterLayout layout,
    Embedding tokens,
    LearnedPositions positions,
    List<Block> blocks,
    LayerNorm norm) {

  /** One block: x + attention(norm(x)), then x + mlp(norm(x)). */
  record Block(LayerNorm norm1, Attention attention, LayerNorm norm2, Mlp mlp) {
    static Block of(ParameterLayout.Builder layout, int width, int heads, int depth) {
      Initialization law = Initialization.normal(0.02);
      Initialization outputLaw = Initialization.normal(0.02 / Math.sqrt(2.0 * depth));
      return new Block(
          LayerNorm.of(layout.in("norm1"), width, Bias.NONE),
          Attention.of(layout.in("attention"), width, heads, Bias.NONE, law, outputLaw),
          LayerNorm.of(layout.in("norm2"), width, Bias.NONE),
          Mlp.of(layout.in("mlp"), width, 4L * width, Bias.NONE, law, outputLaw));
    }

    Tensor forward(Weights w, Tensor x, AttentionContext context) {
      Tensor y = x.add(attention.forward(w, norm1.forward(w, x), context));
      return y.add(mlp.forward(w, norm2.forward(w, y)));
    }
  }

  /** A network of {@code depth} blocks for at most {@code length} positions. */
  public static TinyTransformer of(int vocabulary, int width, int heads, int depth, int length) {
    ParameterLayout.Builder layout = ParameterLayout.builder();
    Initialization law = Initialization.normal(0.02);
    Embedding tokens = Embedding.of(layout.in("tokens"), vocabulary, width, law);
    LearnedPositions positions = LearnedPositions.of(layout.in("positions"), length, width, law);
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < depth; i++) {
      blocks.add(Block.of(layout.in("block" + i), width, heads, depth));
    }
    LayerNorm norm = LayerNorm.of(layout.in("norm"), width, Bias.NONE);
    return new TinyTransformer(layout.build(), tokens, positions, blocks, norm);
  }

  /** Hidden states F32 [B, L, D] of token ids I32 [B, L]. */
  public Tensor hidden(Weights w, Tensor ids) {
    Tensor x = tokens.forward(w, ids).add(positions.forward(w, ids.size(1)));
    AttentionContext context = AttentionContext.of(AttentionOrder.BIDIRECTIONAL);
    for (Block block : blocks) {
      x = block.forward(w, x, context);
    }
    return norm.forward(w, x);
  }

  /** Logits F32 [N, V] at flat positions I32 [N]. */
  public Tensor logits(Weights w, Tensor ids, Tensor positions) {
    Tensor h = hidden(w, ids);
    Tensor rows = h.reshape(-1, h.size(-1)).indexSelect(0, positions);
    return tokens.logits(w, rows).to(DataType.F32);
  }
}
