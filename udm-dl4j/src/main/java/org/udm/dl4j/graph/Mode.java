package org.udm.dl4j.graph;

/** How a network is asked. */
public enum Mode {
  /** Dropout draws, batch normalisation learns. */
  TRAINING,
  /** Nothing is drawn and nothing changes. */
  INFERENCE
}
