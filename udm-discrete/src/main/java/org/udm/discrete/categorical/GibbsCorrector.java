package org.udm.discrete.categorical;

import org.udm.core.Times;
import org.udm.core.predict.PredictionCost;
import org.udm.core.predict.X0Belief;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.RandomStreams;
import org.udm.core.sample.Transition;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.Positions;
import org.udm.discrete.sample.TokenBelief;
import org.udm.discrete.sample.TokenPredictor;

/**
 * A predictor step, then corrector steps that stay at its time: one token of each row at a time is
 * drawn anew given all of x_s,
 *
 * <pre>x_0^l ~ p(x_0^l | x_s),   x_s^l ~ Q_s(x_0^l, .),   l uniform.</pre>
 *
 * <p>As x_s^l depends on x_0^l alone, this is a Gibbs step on (x_s, x_0^l): with the exact law of
 * each token it leaves q(x_s) as it is, and takes away what the predictor steps did wrong. A belief
 * with independent positions loses nothing by it. Source: Campbell et al., 2022, section 4.4, for
 * correctors of jump processes; the single-token Gibbs step in place of theirs.
 *
 * @param first the predictor step
 * @param predictor the x_0-predictor
 * @param categorical the corruption
 * @param updates how many tokens of a row are drawn anew after each step, at least 1; each costs
 *     one prediction
 */
public record GibbsCorrector(
    Transition<TokenBatch> first,
    X0Predictor<TokenBatch> predictor,
    Categorical categorical,
    int updates)
    implements Transition<TokenBatch> {

  /** Requires at least one update. */
  public GibbsCorrector {
    if (updates < 1) {
      throw new IllegalArgumentException(
          "a corrector of " + updates + " updates: at least 1 is needed");
    }
  }

  @Override
  public Step<TokenBatch> step(TokenBatch xt, Times t, Times s, RandomStreams rng) {
    Step<TokenBatch> begun = first.step(xt, t, s, rng.named("first"));
    TokenBatch x = begun.xs();
    int rowsPredicted = begun.rowsPredicted();
    for (int k = 0; k < updates; k++) {
      RandomStreams own = rng.named("corrector").at(k);
      int[] chosen = new int[x.rows()];
      for (int i = 0; i < chosen.length; i++) {
        // at s = 0 nothing can be drawn anew
        chosen[i] =
            x.length(i) == 0 || s.at(i) == 0 ? -1 : own.named("place").row(i).index(x.length(i));
      }
      Positions places = Positions.where(x, (i, l, id) -> l == chosen[i]);
      if (places.size() == 0) {
        break;
      }
      int[] rows = places.rowsInvolved();
      X0Belief<TokenBatch> belief =
          TokenPredictor.ofRows(predictor, rows).predict(x.gather(rows), s.gather(rows));
      int[] clean = TokenBelief.drawAt(belief, places.inRowsInvolved(), own.named("x0").rows(rows));
      x = places.put(corrupted(clean, places, s, own.named("noise")), x);
      rowsPredicted += PredictionCost.of(belief);
    }
    return new Step<>(x, rowsPredicted);
  }

  private int[] corrupted(int[] clean, Positions places, Times s, RandomStreams rng) {
    Moves moves = categorical.moves();
    int[] drawn = new int[clean.length];
    for (int k = 0; k < drawn.length; k++) {
      int id = clean[k];
      int row = places.row(k);
      TransitionMatrix q = moves.until(id, places.position(k), s.at(row));
      drawn[k] = rng.row(row).categorical(Categorical.row(q, id));
    }
    return drawn;
  }
}
