package org.udm.discrete.text;

/** The two parts of a text. */
public enum TextPart {
  /** The first part, to learn from. */
  TRAINING,
  /** The last part, kept back. */
  VALIDATION
}
