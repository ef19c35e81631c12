package org.udm.discrete.sample;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.udm.core.predict.PredictionCost;
import org.udm.core.random.RandomStreams;
import org.udm.discrete.TokenBatch;

/**
 * The belief of a head: visible tokens are carried over, the head is asked about the rest.
 *
 * <p>Source of the carry-over: Sahoo et al., "Simple and effective masked diffusion language
 * models" (MDLM), 2024, section 3.
 */
public final class FactorisedBelief implements TokenBelief, PredictionCost {
  private final TokenBatch xt;
  private final IntPredicate open; // the tokens of x_t that say nothing about x_0 at their place
  private final TokenHead head;
  private final int rowsPredicted;

  private FactorisedBelief(TokenBatch xt, IntPredicate open, TokenHead head, int rowsPredicted) {
    this.rowsPredicted = rowsPredicted;
    this.xt = xt;
    this.open = open;
    this.head = head;
  }

  /**
   * Returns the belief that asks the head about every place.
   *
   * @param xt corrupted rows [B, L]
   * @param head the laws of their clean tokens
   * @return the belief
   */
  public static FactorisedBelief of(TokenBatch xt, TokenHead head) {
    return new FactorisedBelief(xt, id -> true, head, xt.rows());
  }

  /**
   * Returns the belief under masking: the head is asked about masked places, every other token is
   * what x_t shows.
   *
   * @param xt corrupted rows [B, L]
   * @param mask the id of the mask
   * @param head the laws of the clean tokens at masked places
   * @return the belief
   */
  public static FactorisedBelief carryingOver(TokenBatch xt, int mask, TokenHead head) {
    return new FactorisedBelief(xt, id -> id == mask, head, xt.rows());
  }

  /**
   * Returns the same belief with another cost.
   *
   * @param rows how many rows were predicted for it, at least 0
   * @return the belief
   */
  public FactorisedBelief withRowsPredicted(int rows) {
    return new FactorisedBelief(xt, open, head, rows);
  }

  @Override
  public int rows() {
    return xt.rows();
  }

  @Override
  public int rowsPredicted() {
    return rowsPredicted;
  }

  @Override
  public double[] logProbAt(TokenBatch x0, Positions at) {
    x0.requireLengthsOf(xt);
    int[] seen = at.tokensOf(xt);
    int[] clean = at.tokensOf(x0);
    double[] logs = new double[at.size()];
    for (int k = 0; k < logs.length; k++) {
      logs[k] = open.test(seen[k]) || seen[k] == clean[k] ? 0 : Double.NEGATIVE_INFINITY;
    }
    Part part = openPart(at, seen);
    double[] asked = part.places.size() == 0 ? new double[0] : head.logProbAt(x0, part.places);
    for (int k = 0; k < asked.length; k++) {
      logs[part.index[k]] = asked[k];
    }
    return logs;
  }

  @Override
  public double[][] logProbsAt(Positions at) {
    int[] seen = at.tokensOf(xt);
    double[][] logs = new double[at.size()][head.vocabulary()];
    for (int k = 0; k < logs.length; k++) {
      if (!open.test(seen[k])) {
        Arrays.fill(logs[k], Double.NEGATIVE_INFINITY);
        logs[k][seen[k]] = 0;
      }
    }
    Part part = openPart(at, seen);
    double[][] asked = part.places.size() == 0 ? new double[0][] : head.logProbsAt(part.places);
    for (int k = 0; k < asked.length; k++) {
      logs[part.index[k]] = asked[k];
    }
    return logs;
  }

  @Override
  public int[] drawAt(Positions at, RandomStreams rng) {
    int[] tokens = at.tokensOf(xt);
    Part part = openPart(at, tokens);
    int[] drawn = part.places.size() == 0 ? new int[0] : head.drawAt(part.places, rng);
    for (int k = 0; k < drawn.length; k++) {
      tokens[part.index[k]] = drawn[k];
    }
    return tokens;
  }

  @Override
  public TokenBatch draw(RandomStreams rng) {
    Positions asked = Positions.where(xt, (row, position, id) -> open.test(id));
    return asked.put(drawAt(asked, rng), xt);
  }

  @Override
  public double[] logProb(TokenBatch x0) {
    Positions all = Positions.all(xt);
    double[] logs = logProbAt(x0, all);
    double[] sums = new double[rows()];
    for (int k = 0; k < logs.length; k++) {
      sums[all.row(k)] += logs[k];
    }
    return sums;
  }

  @Override
  public Optional<TokenBatch> mean() {
    return Optional.empty(); // tokens have none
  }

  /** The places of a list that the head is asked about, and where they stand in the list. */
  private record Part(Positions places, int[] index) {}

  private Part openPart(Positions at, int[] seen) {
    IntPredicate asked = place -> open.test(seen[place]);
    return new Part(at.where(asked), IntStream.range(0, at.size()).filter(asked).toArray());
  }
}
