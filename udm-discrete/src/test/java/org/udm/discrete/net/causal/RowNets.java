package org.udm.discrete.net.causal;

import org.udm.core.Times;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.net.Nets;
import org.udm.discrete.net.TransformerShape;
import org.udm.discrete.net.TransformerShape.PositionCode;
import org.udm.torch.Precision;

/** Tiny causal networks with weights that are no start: V = 2 values, rows of at most 3 tokens. */
final class RowNets {
  static final int V = 2;
  static final int MASK = 2;
  static final int LONGEST = 3;

  /** Corrupted rows, an empty one among them, with their times. */
  static final TokenBatch XT =
      TokenBatch.of(
          new int[] {1, 0, 1}, new int[0], new int[] {0}, new int[] {1, MASK}, new int[] {0, 1, 1});

  static final Times TIMES = Times.of(0.3, 1, 0.5, 0.7, 0.1);

  private RowNets() {}

  static Seq2SeqShape shape() {
    return Seq2SeqShape.of(V, LONGEST).withWidth(16, 2);
  }

  static Seq2SeqShape shape(PositionCode positions) {
    return shape().withEncoder(shape().encoder().withPositions(positions));
  }

  static Seq2SeqPredictor predictor(Seq2SeqShape shape, RowSupport support, Precision precision) {
    Seq2Seq network = Seq2Seq.of(shape);
    return Seq2SeqPredictor.of(
        network, support, Nets.wildWeights(network.layout(), Nets.runtime(precision)));
  }

  static AutoregressiveModel model(PositionCode positions, RowSupport support) {
    TransformerShape shape =
        TransformerShape.of(V, LONGEST).withLayers(2).withWidth(16, 2).withPositions(positions);
    Autoregressive network = Autoregressive.of(shape);
    return AutoregressiveModel.of(
        network, support, Nets.wildWeights(network.layout(), Nets.runtime()));
  }

  /** Every row of 0 to 3 tokens, [15]. */
  static TokenBatch everyRow() {
    int[][] rows = new int[15][];
    int n = 0;
    for (int length = 0; length <= LONGEST; length++) {
      for (int code = 0; code < 1 << length; code++) {
        int[] row = new int[length];
        for (int l = 0; l < length; l++) {
          row[l] = code >> (length - 1 - l) & 1;
        }
        rows[n++] = row;
      }
    }
    return TokenBatch.of(rows);
  }

  /** The number of a row in {@link #everyRow}. */
  static int number(int... row) {
    int code = 0;
    for (int id : row) {
      code = 2 * code + id;
    }
    return (1 << row.length) - 1 + code;
  }
}
