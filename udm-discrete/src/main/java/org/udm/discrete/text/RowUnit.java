package org.udm.discrete.text;

/** What one row of token data is. */
public enum RowUnit {
  /** A block of L tokens from anywhere in the text. */
  BLOCK,
  /** A line that is not blank. */
  LINE,
  /** Lines between blank lines. */
  PARAGRAPH,
  /** A file. */
  FILE;

  /** Tells whether rows have the bounds that the text gives them. */
  boolean isDocument() {
    return this != BLOCK;
  }
}
