package org.udm.discrete.net.causal;

import java.util.Arrays;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.net.Transformer;
import org.udm.discrete.sample.Positions;
import org.udm.torch.Tensor;
import org.udm.torch.parameter.Weights;

/**
 * All conditional laws of given rows in one pass: position l is shown the true first l tokens.
 *
 * <p>Source: Williams and Zipser, 1989.
 *
 * @param at the places whose token or end was drawn, the end of a row of L tokens being (row, L);
 *     known tokens, and an end that is certain, are not among them [N]
 * @param classes what stands there, V for the end [N]
 * @param endless whether a row cannot end there [N]
 * @param written how many tokens of x_t a row contains before each position [B][up to L + 1]
 * @param impossible which rows contradict what is certain, and have probability 0 [B]
 */
record TeacherForcing(
    Positions at, int[] classes, boolean[] endless, int[][] written, boolean[] impossible) {

  /**
   * Returns the questions that given rows answer.
   *
   * @throws IllegalArgumentException if a row cannot be written by the network
   */
  static TeacherForcing of(RowNetwork network, RowSupport support, TokenBatch x0, TokenBatch xt) {
    Decoder decoder = network.decoder();
    support.requireFits(x0, xt, decoder.longest());
    int[] rows = new int[x0.tokens() + x0.rows()];
    int[] positions = new int[rows.length];
    int[] classes = new int[rows.length];
    boolean[] endless = new boolean[rows.length];
    boolean[] impossible = new boolean[x0.rows()];
    Constraint constraint = support.constraint(xt, decoder.longest());
    int[][] written = new int[x0.rows()][Math.min(x0.maxLength() + 1, decoder.longest())];
    int n = 0;
    for (int i = 0; i < x0.rows(); i++) {
      for (int l = 0; l < support.units(x0.length(i), decoder.longest()); l++) {
        boolean ends = l == x0.length(i);
        int present = ends ? decoder.vocabulary() : x0.token(i, l);
        if (!ends && present >= decoder.vocabulary()) {
          throw new IllegalArgumentException(
              "clean token id %d at row %d, position %d for a network that predicts ids in [0, %d)"
                  .formatted(present, i, l, decoder.vocabulary()));
        }
        written[i][l] = constraint.matched(i);
        int known = constraint.known(i, l);
        if (known == Constraint.NONE) {
          rows[n] = i;
          positions[n] = l;
          endless[n] = !support.drawsEnd() || !constraint.canEnd(i);
          impossible[i] |= ends && endless[n];
          classes[n++] = present;
        } else {
          impossible[i] |= present != known;
        }
        if (!ends) {
          constraint.wrote(i, present);
        }
      }
    }
    return new TeacherForcing(
        Positions.of(Arrays.copyOf(rows, n), Arrays.copyOf(positions, n)),
        Arrays.copyOf(classes, n),
        Arrays.copyOf(endless, n),
        written,
        impossible);
  }

  /** The classes [N]. */
  Tensor targets(Weights weights) {
    return weights.runtime().tensor(classes, classes.length);
  }

  /** The logits at the places, F32 [N, V + 1]; there must be one. */
  Tensor logits(
      RowNetwork network,
      RowSupport support,
      Weights weights,
      TokenBatch x0,
      RowNetwork.Evidence evidence) {
    Decoder decoder = network.decoder();
    TokenBatch shown = x0.after(decoder.vocabulary());
    int length = Math.min(shown.maxLength(), decoder.longest());
    int[] padded = shown.padded(shown.maxLength(), 0);
    int[] ids = new int[x0.rows() * length];
    for (int i = 0; i < x0.rows(); i++) {
      System.arraycopy(padded, i * shown.maxLength(), ids, i * length, length);
    }
    DueTokens due =
        decoder.seesDue() ? DueTokens.of(evidence.xt(), written, decoder.vocabulary()) : null;
    Tensor hidden =
        decoder.hidden(
            weights, ids, due, x0.rows(), 0, network.reading().read(weights, evidence), null);
    return support.possible(
        weights, decoder.logits(weights, Transformer.at(weights, hidden, at)), endless);
  }
}
