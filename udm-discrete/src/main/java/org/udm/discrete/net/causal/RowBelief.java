package org.udm.discrete.net.causal;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.udm.core.predict.PredictionCost;
import org.udm.core.predict.X0Belief;
import org.udm.core.random.RandomStreams;
import org.udm.discrete.TokenBatch;

/**
 * What a causal network believes about rows.
 *
 * <p>It keeps what the network is shown, not what it said, so it holds no native memory and each
 * question costs an evaluation.
 */
final class RowBelief implements X0Belief<TokenBatch>, PredictionCost {
  private final RowLaw law;
  private final RowNetwork.Evidence evidence;
  private final Consumer<Tally> tally;

  private RowBelief(RowLaw law, RowNetwork.Evidence evidence, Consumer<Tally> tally) {
    this.law = law;
    this.evidence = evidence;
    this.tally = tally;
  }

  /**
   * Returns the belief.
   *
   * @throws IllegalArgumentException if the network cannot read a row or source, or not write from
   *     it
   */
  static RowBelief of(RowLaw law, RowNetwork.Evidence evidence, Consumer<Tally> tally) {
    law.network().reading().require(evidence);
    Decoder decoder = law.network().decoder();
    law.support().requireWritable(evidence.xt(), decoder.vocabulary(), decoder.longest());
    return new RowBelief(law, evidence, tally);
  }

  @Override
  public int rows() {
    return evidence.xt().rows();
  }

  /** Rows whose x_t is read for a draw; guidance reads each twice. */
  @Override
  public int rowsPredicted() {
    return law.guidance().isNone() ? rows() : 2 * rows();
  }

  @Override
  public TokenBatch draw(RandomStreams rng) {
    TokenBatch xt = evidence.xt();
    RowSupport support = law.support();
    int longest = law.network().decoder().longest();
    CachedDecoding.Drawn drawn =
        CachedDecoding.draw(
            law,
            evidence,
            IntStream.range(0, rows()).map(i -> support.limit(xt, i, longest)).toArray(),
            support.constraint(xt, longest),
            rng);
    tally.accept(drawn.tally());
    return drawn.rows();
  }

  @Override
  public double[] logProb(TokenBatch x0) {
    return law.logProb(x0, evidence);
  }

  @Override
  public Optional<TokenBatch> mean() {
    return Optional.empty(); // tokens have none
  }
}
