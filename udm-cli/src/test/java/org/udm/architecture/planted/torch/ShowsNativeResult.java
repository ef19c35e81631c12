package org.udm.architecture.planted.torch;

import java.util.List;
import org.nd4j.planted.NativeArray;

/** Offends: hands out a native type. */
public final class ShowsNativeResult {
  /** Shown inside a type argument. */
  public List<NativeArray[]> weights() {
    return List.of();
  }
}
