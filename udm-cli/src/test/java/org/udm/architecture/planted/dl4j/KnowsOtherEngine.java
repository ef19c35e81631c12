package org.udm.architecture.planted.dl4j;

import org.udm.architecture.planted.torch.Layer;

/** Offends: one engine needs the other. */
public final class KnowsOtherEngine {
  Layer layer;
}
