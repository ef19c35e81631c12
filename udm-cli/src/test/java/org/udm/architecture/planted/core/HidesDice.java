package org.udm.architecture.planted.core;

import java.util.Random;

/** Offends: a generator of its own. */
public final class HidesDice {
  private final Random dice = new Random(1);

  int toss() {
    return dice.nextInt(6);
  }
}
