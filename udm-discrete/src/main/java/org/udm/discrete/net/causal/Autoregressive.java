package org.udm.discrete.net.causal;

import java.util.List;
import org.udm.discrete.net.TransformerShape;
import org.udm.discrete.sample.TimeUse;
import org.udm.torch.layer.CrossAttention;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;

/**
 * A causal transformer that writes rows from nothing, {@code q(x_0) = prod_l q(x_0^l | x_0^1, ...,
 * x_0^(l-1))}: the reference that every table of diffusion models needs.
 *
 * <p>Source: Radford et al. (GPT-2), 2019. It holds no weights: every call is given them.
 */
public final class Autoregressive {
  private final TransformerShape shape;
  private final RowNetwork rows;

  private Autoregressive(TransformerShape shape) {
    this.shape = shape;
    ParameterLayout.Builder layout = ParameterLayout.builder();
    Decoder decoder = Decoder.of(layout, shape, Decoder.Sight.ROW_ALONE);
    this.rows = new RowNetwork(layout.build(), decoder, new NothingRead());
  }

  /**
   * Returns a network of a shape.
   *
   * @param shape its sizes; the number of inputs is not looked at
   * @return the network
   * @throws IllegalArgumentException if the shape sees the time or a source
   */
  public static Autoregressive of(TransformerShape shape) {
    if (shape.timeUse() == TimeUse.SEES_TIME || shape.source().isRead()) {
      throw new IllegalArgumentException(
          "an autoregressive network that sees the time or a source: it writes from nothing"
              + " (Seq2Seq sees both)");
    }
    return new Autoregressive(shape);
  }

  /**
   * Returns the sizes.
   *
   * @return the shape
   */
  public TransformerShape shape() {
    return shape;
  }

  /**
   * Returns what weights it needs.
   *
   * @return names, shapes and initial laws
   */
  public ParameterLayout layout() {
    return rows.layout();
  }

  /** What writes the rows. */
  RowNetwork rows() {
    return rows;
  }

  /** Shows the decoder nothing, whatever the corrupted rows. */
  private static final class NothingRead implements RowNetwork.Reading {
    @Override
    public void require(RowNetwork.Evidence evidence) {
      evidence.t().forRowsOf(evidence.xt());
      if (evidence.sources() != null) {
        throw new IllegalArgumentException(
            "rows with sources for an autoregressive network: Seq2Seq reads sources");
      }
    }

    @Override
    public List<CrossAttention.Memory> read(Weights weights, RowNetwork.Evidence evidence) {
      require(evidence);
      return null;
    }
  }
}
