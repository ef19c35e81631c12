package org.udm.dl4j.net;

import java.util.Arrays;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.Positions;

/**
 * The draws that would have made given rows, by teacher forcing: what was drawn at each place that
 * was not certain, the end of a row of L tokens being (row, L).
 *
 * @param at the places [M]
 * @param classes what stands there, V for the end [M]
 * @param impossible which rows contradict what is certain [B]
 * @param units the number of draws of each row, certain ones included [B]
 */
record RowQuestions(Positions at, int[] classes, boolean[] impossible, int[] units) {

  /**
   * Returns the questions that given rows answer.
   *
   * @throws IllegalArgumentException if a row cannot be written by the network
   */
  static RowQuestions of(RowGraph graph, RowForm form, TokenBatch x0, TokenBatch xt) {
    form.requireFits(x0.requireIdsBelow(graph.vocabulary()), xt, graph.longest());
    int[] rows = new int[x0.tokens() + x0.rows()];
    int[] positions = new int[rows.length];
    int[] classes = new int[rows.length];
    boolean[] impossible = new boolean[x0.rows()];
    int[] units = new int[x0.rows()];
    int n = 0;
    for (int i = 0; i < x0.rows(); i++) {
      units[i] = form.units(x0.length(i), graph.longest());
      for (int l = 0; l < units[i]; l++) {
        int present = l == x0.length(i) ? graph.vocabulary() : x0.token(i, l);
        int known = form.known(xt, i, l);
        if (known == RowForm.NONE) {
          impossible[i] |= form.isImpossible(present, graph.vocabulary());
          rows[n] = i;
          positions[n] = l;
          classes[n++] = present;
        } else {
          impossible[i] |= present != known;
        }
      }
    }
    return new RowQuestions(
        Positions.of(Arrays.copyOf(rows, n), Arrays.copyOf(positions, n)),
        Arrays.copyOf(classes, n),
        impossible,
        units);
  }
}
