package org.udm.discrete.net;

import org.udm.core.train.Example;
import org.udm.discrete.TokenBatch;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;
import org.udm.torch.train.Loss;

/**
 * The cross-entropy of a network that writes by blocks, at masked places,
 *
 * <pre>
 * loss = (1 / tokens) sum over rows of w_row sum over its blocks b
 *        sum over masked places of block b of -log q(x_0^l | x_t^b, x_0^1, ..., x_0^(b-1)).
 * </pre>
 *
 * <p>Corruption and objective are those of masking; each block is shown as the sampler shows it,
 * behind clean ones. A row's blocks share its time: the mean over times is the sum of the blocks'
 * bounds all the same. The losses by row are means over the row's tokens, without the weights.
 *
 * <pre>{@code
 * BlockLoss loss = BlockLoss.of(BlockTransformer.of(shape, 16), masking.mask());
 * try (var learner = LossLearner.of(loss, options, runtime)) {
 *   Trainer.of(source, new Objective<>(masking, times, weight), learner).run(0, 1_000, rng);
 *   BlockSampler.of(loss.predictor(learner.weights()), masking, 16, 100, step).draw(4, rng);
 * }
 * }</pre>
 *
 * <p>Source: Arriola et al. (BD3-LM), 2025, section 3.1.
 */
public final class BlockLoss implements Loss<TokenBatch> {
  private final BlockTransformer network;
  private final Asked asked;
  private final int mask;

  private BlockLoss(BlockTransformer network, int mask) {
    this.network = network;
    this.asked = Asked.atMasks(network.network(), mask);
    this.mask = mask;
  }

  /**
   * Returns the loss of a network.
   *
   * @param network the network
   * @param mask the id of the mask
   * @return the loss
   * @throws IllegalArgumentException if the network cannot read the mask
   */
  public static BlockLoss of(BlockTransformer network, int mask) {
    return new BlockLoss(network, mask);
  }

  /**
   * Returns the predictor that this loss trains.
   *
   * @param weights trained weights, which the predictor frees when it is closed
   * @return the predictor
   */
  public BlockPredictor predictor(Weights weights) {
    return BlockPredictor.of(network, weights, mask);
  }

  @Override
  public ParameterLayout layout() {
    return network.layout();
  }

  @Override
  public long units(TokenBatch x0) {
    return x0.tokens();
  }

  @Override
  public Part of(Weights weights, Example<TokenBatch> some, long unitsOfBatch) {
    return asked.loss(
        weights,
        some,
        at -> Transformer.at(weights, network.hidden(weights, some.xt(), some.x0()), at),
        unitsOfBatch);
  }
}
