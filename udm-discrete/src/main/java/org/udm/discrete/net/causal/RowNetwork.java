package org.udm.discrete.net.causal;

import java.util.List;
import org.udm.core.Times;
import org.udm.discrete.TokenBatch;
import org.udm.torch.layer.CrossAttention;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;

/**
 * A decoder and what it sees.
 *
 * @param layout of all weights
 * @param decoder writes the rows
 * @param reading what is read before
 */
record RowNetwork(ParameterLayout layout, Decoder decoder, Reading reading) {

  /** Reads what rows are written from. */
  interface Reading {

    /**
     * Reads.
     *
     * @return what each block of the decoder sees; null if it sees nothing
     * @throws IllegalArgumentException if a row or source is not what the network reads
     */
    List<CrossAttention.Memory> read(Weights weights, Evidence evidence);

    /** Requires rows and sources that can be read. */
    void require(Evidence evidence);
  }

  /**
   * What rows are written from.
   *
   * @param xt corrupted rows [B]
   * @param t their times [B]
   * @param sources what they are given [B], or null for nothing
   */
  record Evidence(TokenBatch xt, Times t, TokenBatch sources) {

    Evidence gather(int... rows) {
      return new Evidence(
          xt.gather(rows), t.gather(rows), sources == null ? null : sources.gather(rows));
    }

    /** The rows twice: as they are, then without their sources. */
    Evidence andFree() {
      int[] twice = new int[2 * xt.rows()];
      for (int i = 0; i < twice.length; i++) {
        twice[i] = i % xt.rows();
      }
      TokenBatch none = TokenBatch.filled(xt.rows(), 0, 0);
      return new Evidence(
          xt.gather(twice), t.gather(twice), sources == null ? null : sources.concat(none));
    }
  }
}
