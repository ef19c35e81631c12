package org.udm.discrete.net;

import org.udm.core.Times;
import org.udm.discrete.TokenBatch;
import org.udm.torch.Tensor;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;

/**
 * An {@link Encoder} of rows behind a start token, so that an empty row is another than every row
 * of tokens, and so that there is a place whose state stands for the row.
 *
 * <p>It holds no weights: every call is given them.
 */
public final class StartedEncoder {
  private final TransformerShape shape;
  private final Encoder encoder;

  private StartedEncoder(TransformerShape shape, Encoder encoder) {
    this.shape = shape;
    this.encoder = encoder;
  }

  /**
   * Declares the weights of an encoder.
   *
   * @param layout of this part of the network
   * @param shape its sizes, without the start token; the vocabulary is not looked at
   * @return the encoder
   */
  public static StartedEncoder of(ParameterLayout.Builder layout, TransformerShape shape) {
    // the start is the last id
    return new StartedEncoder(
        shape,
        Encoder.of(layout, shape.withInputs(shape.inputs() + 1).withLength(shape.length() + 1)));
  }

  /**
   * Requires what can be read.
   *
   * @param xt corrupted rows [B, L], which may be empty
   * @param t their times [B]
   * @param sources what each row is given [B]; null for nothing
   * @throws IllegalArgumentException if numbers of rows differ, a row or source is too long, or an
   *     id unknown
   */
  public void requireReadable(TokenBatch xt, Times t, TokenBatch sources) {
    t.forRowsOf(xt);
    shape.requireReadable(xt);
    shape.source().requireReadable(sources, xt.rows());
  }

  /**
   * Reads corrupted rows.
   *
   * @param weights the weights
   * @param xt corrupted rows [B, L], which may be empty
   * @param t their times [B]; not looked at unless the network sees the time
   * @param sources what each row is given [B]; null for nothing
   * @return the hidden states: start, places of the rows, places of the sources
   * @throws IllegalArgumentException as {@link #requireReadable}
   */
  public Encoder.States read(Weights weights, TokenBatch xt, Times t, TokenBatch sources) {
    requireReadable(xt, t, sources);
    return encoder.read(weights, xt.after(shape.inputs()), t, sources);
  }

  /**
   * Returns the states that stand for whole rows: those of the start tokens.
   *
   * @param states of {@link #read}
   * @return F32 [B, D]
   */
  public static Tensor pooled(Encoder.States states) {
    return states.hidden().select(1, 0);
  }
}
