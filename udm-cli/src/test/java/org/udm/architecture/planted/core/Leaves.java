package org.udm.architecture.planted.core;

/** Offends: a library that ends its caller. */
public final class Leaves {
  void now() {
    System.exit(1);
  }
}
