package org.udm.discrete.text;

/** The parts of a text, in their order. */
public enum TextPart {
  /** The first part, to learn from. */
  TRAINING,
  /** The part after it, kept back for choices: settings, steps. */
  VALIDATION,
  /** The last part, kept back for the number that is published; most texts are cut without one. */
  TEST
}
