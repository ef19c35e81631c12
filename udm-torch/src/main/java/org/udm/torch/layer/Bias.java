package org.udm.torch.layer;

/** Whether a layer adds a learned vector. */
public enum Bias {
  /** It does not. */
  NONE,
  /** It does, and the vector starts at zero. */
  LEARNED
}
