package org.udm.discrete.mask;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
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
 * Unmasking in the order of confidence: of n masked tokens those {@code n - floor(n (1 - alpha_s) /
 * (1 - alpha_t))} are revealed whose drawn values are the most probable.
 *
 * <p><b>It leaves the law</b>: which tokens are revealed depends on what was drawn, so samples no
 * longer follow the model whose bound is evaluated, even with an exact belief. They often look
 * better, and are less varied. Source: Chang et al., "MaskGIT: masked generative image
 * transformer", 2022, section 3.2, without its added noise; Nie et al., "Large language diffusion
 * models" (LLaDA), 2025, low-confidence remasking.
 *
 * @param predictor the x_0-predictor; it carries visible tokens over
 * @param masking the corruption
 */
public record ConfidenceUnmasking(X0Predictor<TokenBatch> predictor, Masking masking)
    implements Transition<TokenBatch> {

  @Override
  public Step<TokenBatch> step(TokenBatch xt, Times t, Times s, RandomStreams rng) {
    s.before(t.forRowsOf(xt));
    Positions masked = masking.maskedIn(xt);
    if (masked.size() == 0) {
      return new Step<>(xt, 0);
    }
    int[] rows = masked.rowsInvolved();
    X0Belief<TokenBatch> belief =
        TokenPredictor.ofRows(predictor, rows).predict(xt.gather(rows), t.gather(rows));
    Positions asked = masked.inRowsInvolved();
    int[] drawn = TokenBelief.drawAt(belief, asked, rng.rows(rows));
    double[] confidence =
        TokenBelief.require(belief).logProbAt(asked.put(drawn, xt.gather(rows)), asked);
    boolean[] revealed = new boolean[drawn.length];
    for (int row : rows) {
      int[] own = IntStream.range(0, drawn.length).filter(k -> masked.row(k) == row).toArray();
      double stay = own.length * masking.masked(s.at(row)) / masking.masked(t.at(row));
      Arrays.stream(own)
          .boxed()
          .sorted(Comparator.comparingDouble(k -> -confidence[k])) // stable: ties by position
          .limit(own.length - (int) Math.floor(stay))
          .forEach(k -> revealed[k] = true);
    }
    Positions chosen = masked.where(k -> revealed[k]);
    int[] tokens =
        IntStream.range(0, drawn.length).filter(k -> revealed[k]).map(k -> drawn[k]).toArray();
    return new Step<>(chosen.put(tokens, xt), PredictionCost.of(belief));
  }
}
