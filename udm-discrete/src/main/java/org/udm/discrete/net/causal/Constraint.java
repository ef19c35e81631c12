package org.udm.discrete.net.causal;

/**
 * What is certain of rows while they are written from left to right. It remembers what was written,
 * so it serves one pass over the rows.
 */
interface Constraint {
  /** No token has this id. */
  int NONE = -1;

  /** The token that is certain at the next position of a row, or {@link #NONE}. */
  int known(int row, int position);

  /** Whether the row may end where it is. */
  default boolean canEnd(int row) {
    return true;
  }

  /** How many tokens of x_t a row has written, where it must write them all. */
  default int matched(int row) {
    return 0;
  }

  /** Is told the next token of a row. */
  default void wrote(int row, int token) {}
}
