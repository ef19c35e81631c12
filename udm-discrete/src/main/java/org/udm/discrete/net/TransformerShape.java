package org.udm.discrete.net;

import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.TimeUse;

/**
 * The shape of a bidirectional transformer that predicts clean tokens.
 *
 * <pre>{@code
 * TransformerShape.of(vocabulary, 64).withLayers(4).withWidth(128, 4);
 * }</pre>
 *
 * @param vocabulary V, the number of clean tokens that it can predict
 * @param inputs the number of ids that it can read: V and those that a corruption adds, such as the
 *     mask
 * @param length the longest row L
 * @param layers the number of blocks
 * @param width D, a multiple of the heads
 * @param heads H
 * @param positions how positions are told
 * @param norm how hidden states are normalised; in the blocks of a network that sees the time it is
 *     layer norm
 * @param timeUse whether the network sees the time
 * @param source what is read beside the rows
 */
public record TransformerShape(
    int vocabulary,
    int inputs,
    int length,
    int layers,
    int width,
    int heads,
    PositionCode positions,
    NormKind norm,
    TimeUse timeUse,
    SourceShape source) {

  /** How a network is told where a token stands. */
  public enum PositionCode {
    /** A learned vector per position. */
    LEARNED,
    /** Queries and keys turned by their position. */
    ROTARY
  }

  /** How hidden states are normalised. */
  public enum NormKind {
    /** Layer norm. */
    LAYER,
    /** Root mean square norm. */
    RMS
  }

  /** Requires positive sizes that fit together. */
  public TransformerShape {
    requirePositive("vocabulary", vocabulary);
    requirePositive("length", length);
    requirePositive("layers", layers);
    requirePositive("width", width);
    requirePositive("heads", heads);
    if (inputs < vocabulary) {
      throw new IllegalArgumentException(
          "a transformer reading %d ids and predicting %d: it must read at least what it predicts"
              .formatted(inputs, vocabulary));
    }
    if (width % heads != 0) {
      throw new IllegalArgumentException(
          "width %d with %d heads: the width must be a multiple of the heads"
              .formatted(width, heads));
    }
    if (positions == PositionCode.ROTARY && width / heads % 2 != 0) {
      throw new IllegalArgumentException(
          "rotary positions with heads of width %d: it must be even".formatted(width / heads));
    }
  }

  private static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "a transformer with %s %d: it must be at least 1".formatted(name, value));
    }
  }

  /**
   * Returns the shape of 4 layers, width 128, 4 heads, learned positions, layer norm, which reads
   * one id more than it predicts, no source, and does not see the time.
   *
   * @param vocabulary V, at least 1
   * @param length the longest row L, at least 1
   * @return the shape
   */
  public static TransformerShape of(int vocabulary, int length) {
    return new TransformerShape(
        vocabulary,
        vocabulary + 1,
        length,
        4,
        128,
        4,
        PositionCode.LEARNED,
        NormKind.LAYER,
        TimeUse.IGNORES_TIME,
        SourceShape.none());
  }

  /**
   * Returns this shape with another number of blocks.
   *
   * @param other at least 1
   * @return the shape
   */
  public TransformerShape withLayers(int other) {
    return new TransformerShape(
        vocabulary, inputs, length, other, width, heads, positions, norm, timeUse, source);
  }

  /**
   * Returns this shape with another width and number of heads.
   *
   * @param otherWidth D, a multiple of the heads
   * @param otherHeads H
   * @return the shape
   */
  public TransformerShape withWidth(int otherWidth, int otherHeads) {
    return new TransformerShape(
        vocabulary,
        inputs,
        length,
        layers,
        otherWidth,
        otherHeads,
        positions,
        norm,
        timeUse,
        source);
  }

  /**
   * Returns this shape with another code of positions.
   *
   * @param other the code
   * @return the shape
   */
  public TransformerShape withPositions(PositionCode other) {
    return new TransformerShape(
        vocabulary, inputs, length, layers, width, heads, other, norm, timeUse, source);
  }

  /**
   * Returns this shape with another norm.
   *
   * @param other the norm
   * @return the shape
   */
  public TransformerShape withNorm(NormKind other) {
    return new TransformerShape(
        vocabulary, inputs, length, layers, width, heads, positions, other, timeUse, source);
  }

  /**
   * Returns this shape with another use of the time.
   *
   * @param other whether the network sees the time
   * @return the shape
   */
  public TransformerShape withTimeUse(TimeUse other) {
    return new TransformerShape(
        vocabulary, inputs, length, layers, width, heads, positions, norm, other, source);
  }

  /**
   * Returns this shape with another number of ids that it can read.
   *
   * @param other at least V: clean tokens, and those that a corruption adds
   * @return the shape
   */
  public TransformerShape withInputs(int other) {
    return new TransformerShape(
        vocabulary, other, length, layers, width, heads, positions, norm, timeUse, source);
  }

  /**
   * Returns this shape with another longest row.
   *
   * @param other L, at least 1
   * @return the shape
   */
  public TransformerShape withLength(int other) {
    return new TransformerShape(
        vocabulary, inputs, other, layers, width, heads, positions, norm, timeUse, source);
  }

  /**
   * Returns this shape with sources: texts to start from, or classes as sources of one token.
   *
   * @param ids the number of ids that a source may have, at least 1
   * @param longest the longest source, at least 1
   * @return the shape
   */
  public TransformerShape withSource(int ids, int longest) {
    return new TransformerShape(
        vocabulary,
        inputs,
        length,
        layers,
        width,
        heads,
        positions,
        norm,
        timeUse,
        new SourceShape(ids, longest));
  }

  /**
   * Requires rows that a network of this shape can read.
   *
   * @param xt corrupted rows [B, L]
   * @throws IllegalArgumentException if a row is too long or an id unknown
   */
  public void requireReadable(TokenBatch xt) {
    requireLength(xt, length);
    xt.requireIdsBelow(inputs);
  }

  /**
   * Requires rows that are not longer than a network.
   *
   * @param rows token rows [B, L]
   * @param longest the longest row of the network
   * @throws IllegalArgumentException if a row is longer
   */
  public static void requireLength(TokenBatch rows, int longest) {
    if (rows.maxLength() > longest) {
      throw new IllegalArgumentException(
          "a row of %d tokens is longer than the model's %d: shorten it or train with a longer length"
              .formatted(rows.maxLength(), longest));
    }
  }
}
