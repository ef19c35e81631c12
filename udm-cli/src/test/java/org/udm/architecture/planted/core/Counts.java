package org.udm.architecture.planted.core;

/** Offends: a static field that changes. */
public final class Counts {
  static int calls;
}
