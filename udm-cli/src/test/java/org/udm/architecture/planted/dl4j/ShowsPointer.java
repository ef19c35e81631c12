package org.udm.architecture.planted.dl4j;

import org.bytedeco.planted.Pointer;

/** Offends: hands out a pointer. */
public final class ShowsPointer {
  public Pointer weights() {
    return null;
  }
}
