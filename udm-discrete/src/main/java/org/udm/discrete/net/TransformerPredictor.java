package org.udm.discrete.net;

import java.util.Arrays;
import org.udm.core.Times;
import org.udm.core.random.RandomStreams;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.DrawOptions;
import org.udm.discrete.sample.FactorisedBelief;
import org.udm.discrete.sample.Positions;
import org.udm.discrete.sample.TimeUse;
import org.udm.discrete.sample.TokenBelief;
import org.udm.discrete.sample.TokenHead;
import org.udm.discrete.sample.TokenPredictor;
import org.udm.torch.DataType;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.parameter.Weights;
import org.udm.torch.sample.Categorical;

/**
 * A transformer as x_0-predictor under masking: visible tokens are carried over, the head is asked
 * about masked places.
 *
 * <p>A belief keeps the hidden states of its masked places in Java memory, so it can be kept and
 * asked as often as one likes; log-probabilities of the vocabulary are made for the asked places
 * alone. Rows without a masked place are not given to the network.
 */
public final class TransformerPredictor implements TokenPredictor, AutoCloseable {
  private final Transformer network;
  private final Weights weights;
  private final int mask;
  private final DrawOptions options;

  private TransformerPredictor(
      Transformer network, Weights weights, int mask, DrawOptions options) {
    this.network = network;
    this.weights = weights;
    this.mask = mask;
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
  public static TransformerPredictor of(Transformer network, Weights weights, int mask) {
    return new TransformerPredictor(
        network, weights, network.requireMask(mask), DrawOptions.exact());
  }

  /**
   * Returns the same predictor with beliefs that are drawn from in another way; anything but {@link
   * DrawOptions#exact()} leaves the law. It shares the weights.
   *
   * @param others how tokens are drawn
   * @return the predictor
   */
  public TransformerPredictor withDraws(DrawOptions others) {
    return new TransformerPredictor(network, weights, mask, others);
  }

  @Override
  public TimeUse timeUse() {
    return network.shape().timeUse();
  }

  @Override
  @SuppressWarnings("try") // the scope frees what the network made; only arrays leave it
  public TokenBelief predict(TokenBatch xt, Times t) {
    t.forRowsOf(xt);
    Positions masked = Positions.holding(xt, mask);
    float[] hidden = new float[0];
    int[] rows = masked.rowsInvolved(); // the others are carried over whole
    if (rows.length > 0) {
      try (TensorScope scope = TensorScope.inference()) {
        Tensor all = network.hidden(weights, xt.gather(rows), t.gather(rows));
        hidden = Transformer.at(weights, all, masked.inRowsInvolved()).floats();
      }
    }
    return FactorisedBelief.carryingOver(xt, mask, new Head(masked, hidden))
        .withRowsPredicted(rows.length);
  }

  /** The head over the hidden states of the masked places, [M, D]. */
  private final class Head implements TokenHead {
    private final Positions masked;
    private final float[] hidden;

    Head(Positions masked, float[] hidden) {
      this.masked = masked;
      this.hidden = hidden;
    }

    @Override
    @SuppressWarnings("try") // the scope frees the logits; only arrays leave it
    public double[] logProbAt(TokenBatch x0, Positions at) {
      try (TensorScope scope = TensorScope.inference()) {
        return logits(at).crossEntropy(network.targets(weights, x0, at)).negate().doubles();
      }
    }

    @Override
    public int vocabulary() {
      return network.shape().vocabulary();
    }

    @Override
    @SuppressWarnings("try") // the scope frees the logits; only arrays leave it
    public double[][] logProbsAt(Positions at) {
      try (TensorScope scope = TensorScope.inference()) {
        Tensor logits = logits(at).to(DataType.F64);
        Tensor shifted = logits.subtract(logits.max(1).unsqueeze(1));
        double[] flat = shifted.subtract(shifted.exp().sum(1).log().unsqueeze(1)).doubles();
        double[][] logs = new double[at.size()][];
        Arrays.setAll(
            logs, k -> Arrays.copyOfRange(flat, k * vocabulary(), (k + 1) * vocabulary()));
        return logs;
      }
    }

    @Override
    @SuppressWarnings("try") // the scope frees the logits; only arrays leave it
    public int[] drawAt(Positions at, RandomStreams rng) {
      try (TensorScope scope = TensorScope.inference()) {
        return Categorical.draw(
            Categorical.filter(logits(at), options.temperature(), options.topP()),
            at.uniforms(rng));
      }
    }

    /** Logits at some of the masked places, [N, V]. */
    private Tensor logits(Positions at) {
      int width = network.shape().width();
      float[] asked = hidden;
      if (at.size() != masked.size()) {
        asked = new float[at.size() * width];
        int m = 0;
        for (int k = 0; k < at.size(); k++) {
          while (masked.row(m) != at.row(k) || masked.position(m) != at.position(k)) {
            m++; // both lists are in order, and the asked places are masked ones
          }
          System.arraycopy(hidden, m * width, asked, k * width, width);
        }
      }
      Tensor states = weights.runtime().tensor(asked, at.size(), width);
      return network.logits(weights, states, mask);
    }
  }

  /** Frees the weights; neither this predictor nor its beliefs can be asked any more. */
  @Override
  public void close() {
    weights.close();
  }
}
