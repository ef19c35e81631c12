package org.udm.architecture.planted.torch;

import org.nd4j.planted.NativeArray;

/** Offends: is a native type. */
public final class ShowsNativeParent extends NativeArray {}
