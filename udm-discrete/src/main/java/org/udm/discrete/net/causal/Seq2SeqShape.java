package org.udm.discrete.net.causal;

import org.udm.discrete.net.TransformerShape;
import org.udm.discrete.sample.TimeUse;

/**
 * The shape of an encoder-decoder transformer.
 *
 * <pre>{@code
 * Seq2SeqShape.of(vocabulary, 64).withWidth(128, 4).withLayers(3, 3);
 * }</pre>
 *
 * @param encoder reads x_t of up to its length, and the sources; the decoder shares its vocabulary,
 *     width, heads, positions and norm
 * @param decoderLayers the number of blocks that write x_0
 * @param longest the longest x_0
 * @param due whether the decoder is told which token of x_t is due
 */
public record Seq2SeqShape(TransformerShape encoder, int decoderLayers, int longest, Due due) {

  /**
   * Whether the decoder is told at each position which token of x_t the row has to contain next,
   * and how many of them it contains so far. Without it a decoder must find out by itself where in
   * x_t it stands; one that errs writes a row that seems complete, and then what it forgot.
   */
  public enum Due {
    /** It is not told. */
    HIDDEN,
    /** It is told; of use with {@link RowSupport#containing}, otherwise nothing is due. */
    SHOWN
  }

  /** Requires positive sizes. */
  public Seq2SeqShape {
    if (decoderLayers < 1 || longest < 1) {
      throw new IllegalArgumentException(
          "a decoder of %d layers for rows of up to %d tokens: both must be at least 1"
              .formatted(decoderLayers, longest));
    }
  }

  /**
   * Returns the shape of 2 layers each, width 128, 4 heads, learned positions, layer norm, which
   * reads one id more than it predicts, no source, and sees the time; the decoder is not told what
   * is due.
   *
   * @param vocabulary V, at least 1
   * @param length the longest x_t and x_0, at least 1
   * @return the shape
   */
  public static Seq2SeqShape of(int vocabulary, int length) {
    TransformerShape encoder =
        TransformerShape.of(vocabulary, length).withLayers(2).withTimeUse(TimeUse.SEES_TIME);
    return new Seq2SeqShape(encoder, 2, length, Due.HIDDEN);
  }

  /**
   * Returns this shape with other numbers of blocks.
   *
   * @param ofEncoder at least 1
   * @param ofDecoder at least 1
   * @return the shape
   */
  public Seq2SeqShape withLayers(int ofEncoder, int ofDecoder) {
    return new Seq2SeqShape(encoder.withLayers(ofEncoder), ofDecoder, longest, due);
  }

  /**
   * Returns this shape with another width and number of heads.
   *
   * @param width D, a multiple of the heads
   * @param heads H
   * @return the shape
   */
  public Seq2SeqShape withWidth(int width, int heads) {
    return withEncoder(encoder.withWidth(width, heads));
  }

  /**
   * Returns this shape with sources: texts to start from, or classes as sources of one token.
   *
   * @param ids the number of ids that a source may have, at least 1
   * @param longestSource the longest source, at least 1
   * @return the shape
   */
  public Seq2SeqShape withSource(int ids, int longestSource) {
    return withEncoder(encoder.withSource(ids, longestSource));
  }

  /**
   * Returns this shape with another encoder, and a decoder like it.
   *
   * @param other its shape
   * @return the shape
   */
  public Seq2SeqShape withEncoder(TransformerShape other) {
    return new Seq2SeqShape(other, decoderLayers, longest, due);
  }

  /**
   * Returns this shape for another longest x_0, for corruptions that add tokens.
   *
   * @param other at least 1
   * @return the shape
   */
  public Seq2SeqShape withLongest(int other) {
    return new Seq2SeqShape(encoder, decoderLayers, other, due);
  }

  /**
   * Returns this shape with a decoder that is told, or not, which token of x_t is due.
   *
   * @param other whether it is
   * @return the shape
   */
  public Seq2SeqShape withDue(Due other) {
    return new Seq2SeqShape(encoder, decoderLayers, longest, other);
  }
}
