package org.udm.architecture.planted.discrete;

import org.nd4j.planted.NativeArray;

/** Offends: a native type outside the engines. */
public final class HoldsNativeArray {
  private NativeArray array;

  boolean isEmpty() {
    return array == null;
  }
}
