package org.udm.architecture.planted.core;

import org.udm.architecture.planted.torch.Layer;

/** Offends: the core reaches up to the engine. */
public final class KnowsAnEngine {
  Layer layer;
}
