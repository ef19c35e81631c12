package org.udm.dl4j.net;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.udm.discrete.TokenBatch;
import org.udm.dl4j.TokenArrays;

/** How a network of Deeplearning4j is shown tokens. */
public enum TokenInput {
  /** One indicator for each id [B, V, L], for recurrent and convolutional layers. */
  ONE_HOT,
  /** The ids themselves [B, 1, L], for an EmbeddingSequenceLayer. */
  IDS;

  /** What tokens with ids in [0, ids) look like. */
  INDArray of(TokenBatch x, int ids, int length) {
    return this == ONE_HOT
        ? TokenArrays.oneHot(x, ids, length)
        : TokenArrays.ids(x.requireIdsBelow(ids), length);
  }
}
