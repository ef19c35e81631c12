package org.udm.discrete.net;

import java.util.function.Function;
import java.util.stream.IntStream;
import org.udm.core.Times;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.ContextPredictor;
import org.udm.discrete.sample.DrawOptions;
import org.udm.discrete.sample.Positions;
import org.udm.discrete.sample.TimeUse;
import org.udm.discrete.sample.TokenBelief;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.parameter.Weights;

/**
 * A network that writes by blocks as x_0-predictor of masked tokens in the last block of each row.
 * Its memory keeps the keys and values of the blocks before, so that the block in work is evaluated
 * alone.
 */
public final class BlockPredictor implements ContextPredictor, AutoCloseable {
  private final BlockTransformer network;
  private final Asked asked;
  private final Weights weights;
  private final DrawOptions options;

  private BlockPredictor(
      BlockTransformer network, Asked asked, Weights weights, DrawOptions options) {
    this.network = network;
    this.asked = asked;
    this.weights = weights;
    this.options = options;
  }

  /**
   * Returns the predictor of a network.
   *
   * @param network the network
   * @param weights its weights, which the predictor frees when it is closed
   * @param mask the id of the mask, below the network's number of inputs
   * @return the predictor, which draws from its belief exactly
   * @throws IllegalArgumentException if the network cannot read the mask
   */
  public static BlockPredictor of(BlockTransformer network, Weights weights, int mask) {
    return new BlockPredictor(
        network, Asked.atMasks(network.network(), mask), weights, DrawOptions.exact());
  }

  /**
   * Returns the same predictor with beliefs that are drawn from in another way; anything but {@link
   * DrawOptions#exact()} leaves the law. It shares the weights.
   *
   * @param others how tokens are drawn
   * @return the predictor
   */
  public BlockPredictor withDraws(DrawOptions others) {
    return new BlockPredictor(network, asked, weights, others);
  }

  /**
   * Returns the length of a block.
   *
   * @return K, in tokens
   */
  public int block() {
    return network.block();
  }

  /**
   * Returns the longest row that the network reads: a context and a block.
   *
   * @return L, in tokens
   */
  public int longest() {
    return network.shape().length();
  }

  @Override
  public TimeUse timeUse() {
    return TimeUse.IGNORES_TIME;
  }

  /**
   * Predicts without a memory: the whole rows are evaluated.
   *
   * @throws IllegalArgumentException if a row is masked before its last block
   */
  @Override
  public TokenBelief predict(TokenBatch xt, Times t) {
    return belief(xt, t, 0, rows -> network.hidden(weights, rows));
  }

  BlockTransformer network() {
    return network;
  }

  Weights weights() {
    return weights;
  }

  /**
   * What is believed of rows.
   *
   * @param from the position of the first hidden state
   * @param hidden makes F32 [B, N, D] of rows with a mask, for their places from there on
   */
  @SuppressWarnings("try") // the scope frees what the network made; only arrays leave it
  TokenBelief belief(TokenBatch xt, Times t, int from, Function<TokenBatch, Tensor> hidden) {
    t.forRowsOf(xt);
    Positions open = asked.places(xt);
    requireInLastBlock(xt, open);
    int[] rows = open.rowsInvolved(); // the others are carried over whole
    float[] states = new float[0];
    if (rows.length > 0) {
      Positions own = open.inRowsInvolved();
      Positions at =
          Positions.of(
              IntStream.range(0, own.size()).map(own::row).toArray(),
              IntStream.range(0, own.size()).map(k -> own.position(k) - from).toArray());
      try (TensorScope scope = TensorScope.inference()) {
        states = Transformer.at(weights, hidden.apply(xt.gather(rows)), at).floats();
      }
    }
    return asked
        .belief(xt, HiddenHead.of(asked, weights, options, open, states))
        .withRowsPredicted(rows.length);
  }

  private void requireInLastBlock(TokenBatch xt, Positions open) {
    for (int k = 0; k < open.size(); k++) {
      int length = xt.length(open.row(k));
      int start = (length - 1) / network.block() * network.block();
      if (open.position(k) < start) {
        throw new IllegalArgumentException(
            "row %d of %d tokens is masked at position %d: a network that writes blocks of %d is shown masks in the last block alone, from %d on"
                .formatted(open.row(k), length, open.position(k), network.block(), start));
      }
    }
  }

  @Override
  public Memory remember() {
    return new BlockMemory(this);
  }

  /** Frees the weights; neither this predictor nor its beliefs can be asked any more. */
  @Override
  public void close() {
    weights.close();
  }
}
