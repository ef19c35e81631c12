package org.udm.discrete.net;

import org.udm.core.Times;
import org.udm.discrete.TokenBatch;
import org.udm.torch.DataType;
import org.udm.torch.Tensor;
import org.udm.torch.layer.Bias;
import org.udm.torch.layer.Linear;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;

/**
 * A network that says how long x_0 is, {@code q(length | x_t, t, c)}: an encoder and a categorical
 * head over 0, 1, ..., the longest. It is what a predictor that writes all places at once needs
 * where the length is free.
 *
 * <p>Source: Ghazvininejad et al. (Mask-Predict), 2019, whose encoder has a place for the length.
 * It holds no weights: every call is given them.
 */
public final class LengthNetwork {
  private final int longest;
  private final StartedEncoder encoder;
  private final Linear head;
  private final ParameterLayout layout;

  private LengthNetwork(TransformerShape shape, int longest) {
    ParameterLayout.Builder builder = ParameterLayout.builder();
    this.longest = longest;
    this.encoder = StartedEncoder.of(builder.in("encoder"), shape);
    this.head =
        Linear.of(builder.in("head"), shape.width(), longest + 1L, Bias.LEARNED, Encoder.law());
    this.layout = builder.build();
  }

  /**
   * Returns a network of a shape.
   *
   * @param shape the sizes of its encoder; the vocabulary is not looked at
   * @param longest the largest length that it can say, at least 1
   * @return the network
   * @throws IllegalArgumentException if the largest length is not positive
   */
  public static LengthNetwork of(TransformerShape shape, int longest) {
    if (longest < 1) {
      throw new IllegalArgumentException(
          "lengths of up to " + longest + ": the longest must be at least 1");
    }
    return new LengthNetwork(shape, longest);
  }

  /**
   * Returns what weights it needs.
   *
   * @return names, shapes and initial laws
   */
  public ParameterLayout layout() {
    return layout;
  }

  /**
   * Returns the largest length that it can say.
   *
   * @return the length
   */
  public int longest() {
    return longest;
  }

  /** Logits of the lengths, F32 [B, longest + 1]. */
  Tensor logits(Weights weights, TokenBatch xt, Times t, TokenBatch sources) {
    Tensor rows = StartedEncoder.pooled(encoder.read(weights, xt, t, sources));
    return head.forward(weights, rows).to(DataType.F32);
  }
}
