package org.udm.discrete.net;

import org.udm.discrete.TokenBatch;

/**
 * What a network reads beside its rows: a source text per row, or a class as a source of one token.
 *
 * @param inputs the number of ids that a source may have; 0 reads no source
 * @param length the longest source; 0 reads no source
 */
public record SourceShape(int inputs, int length) {

  /** Requires two positive numbers or two zeros. */
  public SourceShape {
    if (inputs < 0 || length < 0 || inputs == 0 != (length == 0)) {
      throw new IllegalArgumentException(
          "sources of up to %d tokens with %d ids: both at least 1, or both 0 for none"
              .formatted(length, inputs));
    }
  }

  /**
   * Returns the shape of a network that reads no source.
   *
   * @return no source
   */
  public static SourceShape none() {
    return new SourceShape(0, 0);
  }

  /**
   * Returns whether a source is read.
   *
   * @return whether the network has weights for it
   */
  public boolean isRead() {
    return length > 0;
  }

  /**
   * Requires sources that a network of this shape can read.
   *
   * @param sources one per row [B], or null for nothing
   * @param rows B
   * @throws IllegalArgumentException if their number is another, one is too long or an id unknown
   */
  public void requireReadable(TokenBatch sources, int rows) {
    if (sources == null) {
      return;
    }
    if (!isRead()) {
      throw new IllegalArgumentException(
          "rows with sources for a network that reads none: build it with withSource(...)");
    }
    if (sources.rows() != rows) {
      throw new IllegalArgumentException(
          "%d sources for %d rows: give one per row (an empty one for none)"
              .formatted(sources.rows(), rows));
    }
    if (sources.maxLength() > length) {
      throw new IllegalArgumentException(
          "a source of %d tokens is longer than the encoder's %d: shorten it or train with a longer source"
              .formatted(sources.maxLength(), length));
    }
    sources.requireIdsBelow(inputs);
  }

  /**
   * Returns sources behind their start token, which has the id {@link #inputs}.
   *
   * @param sources one per row [B], or null for nothing
   * @param rows B
   * @return rows of at least one token [B]; empty rows if no source is read
   */
  TokenBatch started(TokenBatch sources, int rows) {
    requireReadable(sources, rows);
    if (!isRead()) {
      return TokenBatch.filled(rows, 0, 0);
    }
    return sources == null ? TokenBatch.filled(rows, 1, inputs) : sources.after(inputs);
  }
}
