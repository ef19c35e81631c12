package org.udm.dl4j.net;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.udm.core.Times;
import org.udm.discrete.TokenBatch;

/** Tokens and times as inputs of a network. */
final class TokenInputs {
  private TokenInputs() {}

  /** Tokens, with the time beside them where it is a channel: [B, ids or ids + 1, L]. */
  static INDArray tokens(
      TokenBatch xt, Times t, TokenInput input, TimeInput time, int ids, int length) {
    INDArray tokens = input.of(xt, ids, length);
    if (time != TimeInput.CHANNEL) {
      return tokens;
    }
    return Nd4j.concat(1, tokens, times(xt, t, length));
  }

  /** The time at every token, 0 behind a row's end: [B, 1, L]. */
  static INDArray times(TokenBatch xt, Times t, int length) {
    float[] told = new float[xt.rows() * length];
    for (int i = 0; i < xt.rows(); i++) {
      Arrays.fill(told, i * length, i * length + xt.length(i), (float) t.at(i));
    }
    return Nd4j.create(told, new long[] {xt.rows(), 1, length}, 'c');
  }

  /** Requires a way of telling the time that fits the way of showing tokens. */
  static void requireFit(TokenInput input, TimeInput time) {
    if (input == TokenInput.IDS && time == TimeInput.CHANNEL) {
      throw new IllegalArgumentException(
          "ids with the time as a channel beside them: an embedding layer has one channel; take TimeInput.INPUT or TokenInput.ONE_HOT");
    }
  }

  /** Requires a network of as many inputs as it is asked with. */
  static void requireInputs(int inputs, int tokens, TimeInput time) {
    int needed = tokens + (time == TimeInput.INPUT ? 1 : 0);
    if (inputs != needed) {
      throw new IllegalArgumentException(
          "a network of %d inputs that is told the time by %s: it must have %d"
              .formatted(inputs, time, needed));
    }
  }
}
