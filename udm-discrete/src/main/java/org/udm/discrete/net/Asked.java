package org.udm.discrete.net;

import java.util.function.Function;
import java.util.stream.IntStream;
import org.udm.core.train.Example;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.FactorisedBelief;
import org.udm.discrete.sample.Positions;
import org.udm.discrete.sample.TokenHead;
import org.udm.torch.Tensor;
import org.udm.torch.parameter.Weights;
import org.udm.torch.train.Loss;

/** A network, and where it is asked for clean tokens: at masked places, or everywhere. */
final class Asked {
  private static final int EVERYWHERE = -1;

  private final Transformer network;
  private final int mask;

  private Asked(Transformer network, int mask) {
    this.network = network;
    this.mask = mask;
  }

  static Asked atMasks(Transformer network, int mask) {
    return new Asked(network, network.requireMask(mask));
  }

  static Asked everywhere(Transformer network) {
    return new Asked(network, EVERYWHERE);
  }

  Transformer network() {
    return network;
  }

  Positions places(TokenBatch xt) {
    return mask == EVERYWHERE ? Positions.all(xt) : Positions.holding(xt, mask);
  }

  /** Those of some places that x_t leaves open. */
  Positions open(TokenBatch xt, Positions at) {
    int[] seen = at.tokensOf(xt);
    return mask == EVERYWHERE ? at : at.where(k -> seen[k] == mask);
  }

  /**
   * Returns logits in which what is no clean token is impossible: a mask that is an id of the
   * vocabulary gets probability 0.
   *
   * <p>Source: Sahoo et al. (MDLM), 2024, section 3.2.3, "zero masking probabilities".
   *
   * @param logits F32 [N, V]
   * @return F32 [N, V]
   */
  Tensor possible(Weights weights, Tensor logits) {
    if (mask == EVERYWHERE || mask >= network.shape().vocabulary()) {
      return logits;
    }
    boolean[] impossible = new boolean[network.shape().vocabulary()];
    impossible[mask] = true;
    return logits.maskedFill(
        weights.runtime().tensor(impossible, impossible.length), Double.NEGATIVE_INFINITY);
  }

  FactorisedBelief belief(TokenBatch xt, TokenHead head) {
    return mask == EVERYWHERE
        ? FactorisedBelief.of(xt, head)
        : FactorisedBelief.carryingOver(xt, mask, head);
  }

  /** The cross-entropy at the places of some rows; a row's own loss is a mean over its tokens. */
  Loss.Part loss(Weights weights, Example<TokenBatch> some, TokenBatch sources, long unitsOfBatch) {
    return loss(
        weights,
        some,
        at -> network.encoder().readAt(weights, some.xt(), some.t(), sources, at),
        unitsOfBatch);
  }

  /**
   * The same of hidden states that are made in another way.
   *
   * @param states makes F32 [N, D] of the places, at least one
   */
  Loss.Part loss(
      Weights weights,
      Example<TokenBatch> some,
      Function<Positions, Tensor> states,
      long unitsOfBatch) {
    TokenBatch x0 = some.x0();
    x0.requireLengthsOf(some.xt());
    Positions at = places(some.xt());
    if (at.size() == 0) {
      return Loss.Part.nothing(x0.rows());
    }
    Tensor targets = network.targets(weights, x0, at);
    int[] lengths = IntStream.range(0, x0.rows()).map(x0::length).toArray();
    return CrossEntropy.part(
        weights,
        possible(weights, network.logits(weights, states.apply(at))),
        targets,
        at,
        some,
        lengths,
        unitsOfBatch);
  }
}
