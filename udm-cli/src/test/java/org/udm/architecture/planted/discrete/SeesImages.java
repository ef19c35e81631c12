package org.udm.architecture.planted.discrete;

import org.udm.architecture.planted.continuous.Blur;

/** Offends: text that knows images. */
public final class SeesImages {
  Blur blur;
}
