package org.udm.architecture.planted.torch;

import org.nd4j.planted.NativeArray;

/** Honest: an engine that keeps its native type to itself. */
public final class Layer {
  private NativeArray weights;

  float norm() {
    return weights == null ? 0 : 1;
  }
}
