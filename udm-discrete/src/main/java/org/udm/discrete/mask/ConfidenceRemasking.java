package org.udm.discrete.mask;

import org.udm.core.Prior;
import org.udm.core.Times;
import org.udm.core.predict.PredictionCost;
import org.udm.core.predict.X0Belief;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.RandomStream;
import org.udm.core.random.RandomStreams;
import org.udm.core.sample.Sampler;
import org.udm.core.sample.Samples;
import org.udm.core.schedule.TimeGrid;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.Positions;
import org.udm.discrete.sample.TokenBelief;
import org.udm.discrete.sample.TokenPredictor;

/**
 * Remasking of what was written with little confidence (ReMDM-conf): a visible token l is masked
 * again with probability
 *
 * <pre>
 * sigma^l = sigma(t, s) softmax over visible l of (-psi^l),   psi^l = p(x_0^l | x_t) when it was revealed,
 * </pre>
 *
 * and a masked one is revealed as by {@link UnmaskingKernel}.
 *
 * <p><b>It leaves the law</b>: sigma^l depends on what was drawn, which the marginal identity does
 * not allow; {@link RemaskingKernel} has the lawful kinds. sigma(t, s) is that of such a kernel,
 * and so within its bound. Source: Wang et al. (ReMDM), 2025, section 4.
 */
public final class ConfidenceRemasking implements Sampler<TokenBatch> {
  private final X0Predictor<TokenBatch> predictor;
  private final Masking masking;
  private final RemaskingKernel kernel;
  private final Prior<TokenBatch> prior;
  private final TimeGrid grid;

  private ConfidenceRemasking(
      X0Predictor<TokenBatch> predictor,
      Masking masking,
      RemaskingKernel kernel,
      Prior<TokenBatch> prior,
      TimeGrid grid) {
    this.predictor = predictor;
    this.masking = masking;
    this.kernel = kernel;
    this.prior = prior;
    this.grid = grid;
  }

  /**
   * Returns the sampler.
   *
   * @param predictor a predictor whose beliefs know single positions and carry visible tokens over
   * @param masking the corruption
   * @param kernel its sigma(t, s) is shared out over the visible tokens
   * @param prior the law of x_1
   * @param grid the times
   * @return the sampler
   */
  public static ConfidenceRemasking of(
      X0Predictor<TokenBatch> predictor,
      Masking masking,
      RemaskingKernel kernel,
      Prior<TokenBatch> prior,
      TimeGrid grid) {
    return new ConfidenceRemasking(predictor, masking, kernel, prior, grid);
  }

  @Override
  public Samples<TokenBatch> draw(int rows, RandomStreams rng) {
    TokenBatch x = prior.draw(rows, rng.named("prior"));
    double[][] psi = new double[rows][];
    for (int i = 0; i < rows; i++) {
      psi[i] = new double[x.length(i)];
    }
    long rowsPredicted = 0;
    for (int k = 0; k < grid.steps(); k++) {
      RandomStreams own = rng.named("step").at(k);
      Times t = Times.all(x.rows(), grid.at(k));
      double s = grid.at(k + 1);
      Positions masked = masking.maskedIn(x);
      TokenBatch remasked = remask(x, psi, kernel.sigma(grid.at(k), s), own.named("remask"));
      if (masked.size() > 0) {
        int[] involved = masked.rowsInvolved();
        X0Belief<TokenBatch> belief =
            TokenPredictor.ofRows(predictor, involved)
                .predict(x.gather(involved), t.gather(involved));
        Positions asked = masked.inRowsInvolved();
        int[] drawn = TokenBelief.drawAt(belief, asked, own.named("x0").rows(involved));
        double[] logs =
            TokenBelief.require(belief).logProbAt(asked.put(drawn, x.gather(involved)), asked);
        double p = masking.revealed(grid.at(k), s);
        int[] next = masked.draw(own.named("unmask"), (place, u) -> u.bernoulli(p) ? 1 : 0);
        for (int n = 0; n < next.length; n++) {
          psi[masked.row(n)][masked.position(n)] = Math.exp(logs[n]);
          next[n] = next[n] == 1 ? drawn[n] : masking.mask();
        }
        remasked = masked.put(next, remasked);
        rowsPredicted += PredictionCost.of(belief);
      }
      x = remasked;
    }
    return new Samples<>(x, rowsPredicted);
  }

  private TokenBatch remask(TokenBatch x, double[][] psi, double sigma, RandomStreams rng) {
    double[] sums = new double[x.rows()];
    for (int i = 0; i < sums.length; i++) {
      for (int l = 0; l < x.length(i); l++) {
        sums[i] += x.token(i, l) == masking.mask() ? 0 : Math.exp(-psi[i][l]);
      }
    }
    RandomStream[] streams = new RandomStream[x.rows()];
    return x.map(
        (i, l, id) -> {
          if (l == 0) {
            streams[i] = rng.row(i);
          }
          boolean visible = id != masking.mask();
          return visible && streams[i].bernoulli(sigma * Math.exp(-psi[i][l]) / sums[i])
              ? masking.mask()
              : id;
        });
  }
}
