package org.udm.torch;

/** Which positions a position may look at. */
public enum AttentionOrder {
  /** All of them. */
  BIDIRECTIONAL,
  /** Itself and those before it. */
  CAUSAL
}
