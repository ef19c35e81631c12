package org.udm.discrete.net.causal;

import java.util.List;
import org.udm.discrete.net.StartedEncoder;
import org.udm.discrete.net.TransformerShape;
import org.udm.torch.layer.CrossAttention;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;

/**
 * An encoder-decoder transformer that writes x_0 token by token from x_t, the time and a source,
 *
 * <pre>
 * q(x_0 | x_t) = prod_l q(x_0^l | x_0^1, ..., x_0^(l-1), x_t, t),   the end being a token, too,
 * </pre>
 *
 * <p>so that x_0 may have any length, and so may x_t: a start token stands before it, which makes
 * an empty row another than every row of tokens.
 *
 * <p>Source: Vaswani et al., "Attention is all you need", 2017; as the predictor of a diffusion
 * model, Su Jianlin, "Unified Diffusion Model", application part (kexue.fm 9271). It holds no
 * weights: every call is given them.
 */
public final class Seq2Seq {
  private final Seq2SeqShape shape;
  private final RowNetwork rows;

  private Seq2Seq(Seq2SeqShape shape) {
    this.shape = shape;
    TransformerShape reads = shape.encoder();
    ParameterLayout.Builder layout = ParameterLayout.builder();
    StartedEncoder encoder = StartedEncoder.of(layout.in("encoder"), reads);
    Decoder decoder =
        Decoder.of(
            layout.in("decoder"),
            reads.withLayers(shape.decoderLayers()).withLength(shape.longest()),
            shape.due() == Seq2SeqShape.Due.SHOWN
                ? Decoder.Sight.ENCODER_AND_DUE
                : Decoder.Sight.ENCODER);
    this.rows = new RowNetwork(layout.build(), decoder, new EncoderReading(encoder, decoder));
  }

  /**
   * Returns a network of a shape.
   *
   * @param shape its sizes
   * @return the network
   */
  public static Seq2Seq of(Seq2SeqShape shape) {
    return new Seq2Seq(shape);
  }

  /**
   * Returns the sizes.
   *
   * @return the shape
   */
  public Seq2SeqShape shape() {
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

  /** Reads x_t and the sources. */
  private record EncoderReading(StartedEncoder encoder, Decoder decoder)
      implements RowNetwork.Reading {
    @Override
    public void require(RowNetwork.Evidence evidence) {
      encoder.requireReadable(evidence.xt(), evidence.t(), evidence.sources());
    }

    @Override
    public List<CrossAttention.Memory> read(Weights weights, RowNetwork.Evidence evidence) {
      return decoder.read(
          weights, encoder.read(weights, evidence.xt(), evidence.t(), evidence.sources()));
    }
  }
}
