package org.udm.discrete.net.causal;

import org.udm.core.Corruption;
import org.udm.core.Times;
import org.udm.core.random.RandomStreams;
import org.udm.core.train.Example;
import org.udm.core.train.Objective;
import org.udm.core.train.UniformTimes;
import org.udm.core.train.Weight;
import org.udm.discrete.TokenBatch;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;
import org.udm.torch.train.Loss;

/**
 * The cross-entropy of whole rows under an autoregressive network, {@code -log q(x_0)}, by teacher
 * forcing.
 *
 * <p>A unit is a draw that makes a row: each token, and the end of a row where it is drawn. The
 * losses by row are means over the row's units, without the weights.
 *
 * <pre>{@code
 * AutoregressiveLoss loss = AutoregressiveLoss.of(Autoregressive.of(shape), RowSupport.sameLength());
 * try (var learner = LossLearner.of(loss, options, runtime)) {
 *   Trainer.of(source, AutoregressiveLoss.objective(), learner).run(0, 1_000, rng);
 *   loss.model(learner.weights()).draw(16, rng);
 * }
 * }</pre>
 */
public final class AutoregressiveLoss implements Loss<TokenBatch> {
  private final Autoregressive network;
  private final RowSupport support;

  private AutoregressiveLoss(Autoregressive network, RowSupport support) {
    this.network = network;
    this.support = support;
  }

  /**
   * Returns the loss of a network.
   *
   * @param network the network
   * @param support whether the end of a row is drawn or its length is given
   * @return the loss
   * @throws IllegalArgumentException if the support asks for visible tokens
   */
  public static AutoregressiveLoss of(Autoregressive network, RowSupport support) {
    return new AutoregressiveLoss(network, AutoregressiveModel.requireNothingSeen(support));
  }

  /**
   * Returns what it is trained on: rows as they are, at any time, with weight 1.
   *
   * @return the objective without a corruption
   */
  public static Objective<TokenBatch, Integer> objective() {
    return new Objective<>(new Uncorrupted(), UniformTimes.from(0), Weight.one());
  }

  /**
   * Returns the model that this loss trains.
   *
   * @param weights trained weights, which the model frees when it is closed
   * @return the model
   */
  public AutoregressiveModel model(Weights weights) {
    return AutoregressiveModel.of(network, support, weights);
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
  public Part of(Weights weights, Example<TokenBatch> some, long unitsOfBatch) {
    return RowLoss.of(network.rows(), support, weights, some, null, unitsOfBatch);
  }

  /** F_t(x_0, eps) = x_0; the noise is the number of rows, which nobody looks at. */
  private static final class Uncorrupted implements Corruption<TokenBatch, Integer> {
    @Override
    public Integer drawNoise(TokenBatch x0, RandomStreams rng) {
      return x0.rows();
    }

    @Override
    public TokenBatch corrupt(TokenBatch x0, Integer eps, Times t) {
      return x0;
    }
  }
}
