package org.udm.architecture.planted.discrete;

import org.udm.architecture.planted.torch.Layer;

/** Offends: an engine outside the networks. */
public final class KnowsGradients {
  Layer layer;
}
