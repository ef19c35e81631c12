package org.udm.architecture.planted.discrete.net;

import org.udm.architecture.planted.core.reverse.Kernel;

/** Offends: a network that knows how it will be sampled. */
public final class KnowsKernel {
  Kernel kernel;
}
