package org.udm.architecture.planted.core;

/** Offends: a library that prints. */
public final class Prints {
  void speak() {
    System.out.println("to whom?");
  }
}
