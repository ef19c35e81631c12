package org.udm.architecture.planted.core;

/** Offends, twice: names that say how. */
final class DrawUtils {
  static final class Manager {}
}
