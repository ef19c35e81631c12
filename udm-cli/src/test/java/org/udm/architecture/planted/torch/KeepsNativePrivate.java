package org.udm.architecture.planted.torch;

import org.nd4j.planted.NativeArray;

/** Honest: nobody outside the package sees this class. */
final class KeepsNativePrivate {
  public NativeArray weights() {
    return null;
  }
}
