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
 */
public record Seq2SeqShape(TransformerShape encoder, int decoderLayers, int longest) {

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
   * reads one id more than it predicts, no source, and sees the time.
   *
   * @param vocabulary V, at least 1
   * @param length the longest x_t and x_0, at least 1
   * @return the shape
   */
  public static Seq2SeqShape of(int vocabulary, int length) {
    TransformerShape encoder =
        TransformerShape.of(vocabulary, length).withLayers(2).withTimeUse(TimeUse.SEES_TIME);
    return new Seq2SeqShape(encoder, 2, length);
  }

  /**
   * Returns this shape with other numbers of blocks.
   *
   * @param ofEncoder at least 1
   * @param ofDecoder at least 1
   * @return the shape
   */
  public Seq2SeqShape withLayers(int ofEncoder, int ofDecoder) {
    return new Seq2SeqShape(encoder.withLayers(ofEncoder), ofDecoder, longest);
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
    return new Seq2SeqShape(other, decoderLayers, longest);
  }

  /**
   * Returns this shape for another longest x_0, for corruptions that add tokens.
   *
   * @param other at least 1
   * @return the shape
   */
  public Seq2SeqShape withLongest(int other) {
    return new Seq2SeqShape(encoder, decoderLayers, other);
  }
}
