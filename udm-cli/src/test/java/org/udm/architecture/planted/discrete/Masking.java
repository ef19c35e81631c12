package org.udm.architecture.planted.discrete;

import org.udm.architecture.planted.core.reverse.Kernel;

/** Honest: a corruption of text. */
public record Masking(Kernel kernel) {
  private static final int[] MASK = {0};

  int mask() {
    return MASK[0];
  }
}
