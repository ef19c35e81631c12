package org.udm.discrete.net.causal;

import org.udm.core.bound.BoundTerms;
import org.udm.core.bound.Nelbo;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.RandomStreams;
import org.udm.discrete.TokenBatch;

/**
 * The bound of an {@link AutoregressiveModel}: one step from t = 1, {@code -log p(x_0)}, without a
 * gap.
 */
public final class ExactLikelihood implements Nelbo<TokenBatch> {
  private ExactLikelihood() {}

  /**
   * Returns the bound.
   *
   * @return the bound
   */
  public static ExactLikelihood of() {
    return new ExactLikelihood();
  }

  /**
   * Evaluates the likelihood; all of it is reconstruction.
   *
   * @param predictor an {@link AutoregressiveModel}: another one would look at x_0, which it is
   *     shown
   * @param rng not used: nothing is left to chance
   * @throws IllegalArgumentException if the predictor is another one
   */
  @Override
  public BoundTerms terms(TokenBatch x0, X0Predictor<TokenBatch> predictor, RandomStreams rng) {
    if (!(predictor instanceof AutoregressiveModel model)) {
      throw new IllegalArgumentException(
          "the exact likelihood of a "
              + predictor.getClass().getSimpleName()
              + ": only an AutoregressiveModel has one (others have bounds)");
    }
    double[] nats = model.logProb(x0);
    for (int i = 0; i < nats.length; i++) {
      nats[i] = -nats[i];
    }
    return new BoundTerms(new double[nats.length], new double[nats.length], nats);
  }
}
