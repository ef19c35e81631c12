package org.udm.discrete.grammar;

import java.util.Arrays;
import org.udm.core.random.RandomStream;

/**
 * The law of the sentences that agree with a row in which some words are masked: one forward and
 * one backward pass over the automaton, as for a hidden Markov model.
 *
 * <pre>
 *     beta_L(q)  = probability that a row may stop in state q
 *     beta_i(q)  = sum over words w that agree at i of p(w | q) beta_(i+1)(q w)
 *     alpha_i(q) = probability of reaching q by words that agree
 *     p(w at i | row) = sum over q of alpha_i(q) p(w | q) beta_(i+1)(q w) / beta_0(start)
 * </pre>
 *
 * <p>State {@code states} stands for "after the end", where only end words follow.
 */
final class Completions {
  private final Automaton automaton;
  private final int states;
  private final int endId;
  private final int mask; // V
  private final int[] row; // [L], ids in [0, V]
  private final double[][] beta; // [L + 1, states + 1]

  private Completions(Grammar grammar, int[] row) {
    this.automaton = grammar.automaton();
    this.states = automaton.size();
    this.endId = grammar.vocabulary().id(grammar.end());
    this.mask = grammar.vocabulary().size();
    this.row = row;
    this.beta = new double[row.length + 1][states + 1];
    for (int q = 0; q < states; q++) {
      beta[row.length][q] = automaton.state(q).choices()[0];
    }
    beta[row.length][states] = 1;
    for (int i = row.length - 1; i >= 0; i--) {
      for (int q = 0; q <= states; q++) {
        double[] weights = weights(i, q);
        for (double w : weights) {
          beta[i][q] += w;
        }
      }
    }
  }

  static Completions of(Grammar grammar, int[] row) {
    return new Completions(grammar, row);
  }

  private boolean agrees(int i, int word) {
    return row[i] == mask || row[i] == word;
  }

  /** p(w | q) beta_(i+1)(q w) of ending [0] and of each word [1 + k] that agrees at i. */
  private double[] weights(int i, int q) {
    double end = agrees(i, endId) ? beta[i + 1][states] : 0;
    if (q == states) {
      return new double[] {end};
    }
    Automaton.State state = automaton.state(q);
    double[] weights = new double[state.choices().length];
    weights[0] = state.choices()[0] * end;
    for (int k = 0; k < state.words().length; k++) {
      if (agrees(i, state.words()[k])) {
        weights[k + 1] = state.choices()[k + 1] * beta[i + 1][state.next()[k]];
      }
    }
    return weights;
  }

  private int word(int q, int choice) {
    return choice == 0 ? endId : automaton.state(q).words()[choice - 1];
  }

  private int next(int q, int choice) {
    return choice == 0 ? states : automaton.state(q).next()[choice - 1];
  }

  /** The probability that a sentence of the language agrees with the row. */
  double probability() {
    return beta[0][states - 1];
  }

  /** Draws a sentence that agrees with the row; {@link #probability} must be positive. */
  int[] draw(RandomStream rng) {
    int[] drawn = new int[row.length];
    int q = states - 1;
    for (int i = 0; i < row.length; i++) {
      int choice = rng.categorical(weights(i, q));
      drawn[i] = word(q, choice);
      q = next(q, choice);
    }
    return drawn;
  }

  /** The law of the word at each place, [L, V]; {@link #probability} must be positive. */
  double[][] marginals() {
    double[][] marginals = new double[row.length][mask];
    double[] alpha = new double[states + 1];
    alpha[states - 1] = 1 / probability();
    for (int i = 0; i < row.length; i++) {
      double[] following = new double[states + 1];
      for (int q = 0; q <= states; q++) {
        if (alpha[q] == 0) {
          continue;
        }
        double[] weights = weights(i, q);
        for (int choice = 0; choice < weights.length; choice++) {
          if (weights[choice] > 0) {
            marginals[i][word(q, choice)] += alpha[q] * weights[choice];
            int next = next(q, choice);
            following[next] += alpha[q] * weights[choice] / beta[i + 1][next];
          }
        }
      }
      alpha = following;
    }
    return Arrays.stream(marginals).map(Completions::normalised).toArray(double[][]::new);
  }

  /** Removes the rounding of the passes, so that a certain word has probability 1. */
  private static double[] normalised(double[] law) {
    double sum = Arrays.stream(law).sum();
    return Arrays.stream(law).map(p -> p / sum).toArray();
  }
}
