package org.udm.architecture.planted.discrete.net;

import org.udm.architecture.planted.torch.Layer;

/** Honest: a network on its engine. */
public final class Transformer {
  Layer layer;
}
