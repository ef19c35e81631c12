package org.udm.architecture.planted.core;

/** Offends: randomness out of nowhere. */
public final class ThrowsDice {
  double toss() {
    return Math.random();
  }
}
