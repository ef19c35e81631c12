package org.udm.discrete.net.causal;

import org.udm.core.train.Example;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.net.SourcedLoss;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;

/**
 * The cross-entropy of whole rows under a Seq2Seq network, {@code -log q(x_0 | x_t)}, by teacher
 * forcing.
 *
 * <p>A unit is a draw that makes a row: each token, and the end of a row where it is drawn, even an
 * empty row's. The losses by row are means over the row's units, without the weights.
 *
 * <pre>{@code
 * Seq2SeqLoss loss = Seq2SeqLoss.of(Seq2Seq.of(shape), RowSupport.anyLength());
 * try (var learner = LossLearner.of(loss, options, runtime)) {
 *   Trainer.of(source, objectiveOf(deletion), learner).run(0, 1_000, rng);
 *   try (Seq2SeqPredictor predictor = loss.predictor(learner.weights())) { ... }
 * }
 * }</pre>
 */
public final class Seq2SeqLoss implements SourcedLoss {
  private final Seq2Seq network;
  private final RowSupport support;

  private Seq2SeqLoss(Seq2Seq network, RowSupport support) {
    this.network = network;
    this.support = support;
  }

  /**
   * Returns the loss of a network.
   *
   * @param network the network
   * @param support which rows x_0 it can write
   * @return the loss
   */
  public static Seq2SeqLoss of(Seq2Seq network, RowSupport support) {
    return new Seq2SeqLoss(network, support);
  }

  /**
   * Returns the predictor that this loss trains.
   *
   * @param weights trained weights, which the predictor frees when it is closed
   * @return the predictor
   */
  public Seq2SeqPredictor predictor(Weights weights) {
    return Seq2SeqPredictor.of(network, support, weights);
  }

  @Override
  public ParameterLayout layout() {
    return network.layout();
  }

  @Override
  public long units(TokenBatch x0) {
    return RowLoss.units(network.rows(), support, x0);
  }

  @Override
  public Part of(Weights weights, Example<TokenBatch> some, TokenBatch sources, long unitsOfBatch) {
    return RowLoss.of(network.rows(), support, weights, some, sources, unitsOfBatch);
  }
}
