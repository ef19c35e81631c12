package org.udm.discrete.net;

import java.util.Arrays;
import org.udm.core.Times;
import org.udm.core.random.RandomStreams;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.DrawOptions;
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
 * A transformer as x_0-predictor. Under masking visible tokens are carried over and the head is
 * asked about masked places; under corruptions that do not tell which tokens they changed, it is
 * asked about all.
 *
 * <p>A belief keeps the hidden states of its open places in Java memory, so it can be kept and
 * asked as often as one likes; log-probabilities of the vocabulary are made for the asked places
 * alone. Rows without an open place are not given to the network.
 */
public final class TransformerPredictor implements TokenPredictor, AutoCloseable {
  private final Asked asked;
  private final Weights weights;
  private final DrawOptions options;
  private final TokenBatch sources; // or null
  private final Guidance guidance;

  private TransformerPredictor(
      Asked asked, Weights weights, DrawOptions options, TokenBatch sources, Guidance guidance) {
    this.asked = asked;
    this.weights = weights;
    this.options = options;
    this.sources = sources;
    this.guidance = guidance;
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
    return of(Asked.atMasks(network, mask), weights);
  }

  /**
   * Returns the predictor that asks a network about every place.
   *
   * @param network the network
   * @param weights its weights, which the predictor frees when it is closed
   * @return the predictor, which draws from its belief exactly
   */
  public static TransformerPredictor everywhere(Transformer network, Weights weights) {
    return of(Asked.everywhere(network), weights);
  }

  private static TransformerPredictor of(Asked asked, Weights weights) {
    return new TransformerPredictor(asked, weights, DrawOptions.exact(), null, Guidance.none());
  }

  /**
   * Returns the same predictor with beliefs that are drawn from in another way; anything but {@link
   * DrawOptions#exact()} leaves the law. It shares the weights.
   *
   * @param others how tokens are drawn
   * @return the predictor
   */
  public TransformerPredictor withDraws(DrawOptions others) {
    return new TransformerPredictor(asked, weights, others, sources, guidance);
  }

  /**
   * Returns the same predictor for rows that are given sources: {@code
   * Conditional.predictor(predictor::given)} predicts rows with their sources. It shares the
   * weights.
   *
   * @param others what each row of x_t is given [B]; empty rows for nothing
   * @return the predictor
   */
  public TransformerPredictor given(TokenBatch others) {
    return new TransformerPredictor(asked, weights, options, others, guidance);
  }

  /**
   * Returns the same predictor with guided draws, which leave the law. It shares the weights.
   *
   * @param other how strongly sources guide
   * @return the predictor
   */
  public TransformerPredictor withGuidance(Guidance other) {
    return new TransformerPredictor(asked, weights, options, sources, other);
  }

  @Override
  public TimeUse timeUse() {
    return asked.network().shape().timeUse();
  }

  @Override
  public TokenBelief predict(TokenBatch xt, Times t) {
    t.forRowsOf(xt);
    asked.network().shape().source().requireReadable(sources, xt.rows());
    Positions open = asked.places(xt);
    int[] rows = open.rowsInvolved(); // the others are carried over whole
    TokenBatch theirs = sources == null ? null : sources.gather(rows);
    float[] hidden = hidden(xt.gather(rows), t.gather(rows), theirs, open);
    float[] free = guidance.isNone() ? null : hidden(xt.gather(rows), t.gather(rows), null, open);
    return asked
        .belief(xt, new Head(open, hidden, free))
        .withRowsPredicted(free == null ? rows.length : 2 * rows.length);
  }

  @SuppressWarnings("try") // the scope frees what the network made; only arrays leave it
  private float[] hidden(TokenBatch xt, Times t, TokenBatch theirs, Positions open) {
    if (xt.rows() == 0) {
      return new float[0];
    }
    try (TensorScope scope = TensorScope.inference()) {
      Tensor all = asked.network().hidden(weights, xt, t, theirs);
      return Transformer.at(weights, all, open.inRowsInvolved()).floats();
    }
  }

  /** The head over the hidden states of the open places, [M, D]. */
  private final class Head implements TokenHead {
    private final Positions open;
    private final float[] hidden;
    private final float[] free; // of the same rows without their sources, or null

    Head(Positions open, float[] hidden, float[] free) {
      this.open = open;
      this.hidden = hidden;
      this.free = free;
    }

    @Override
    @SuppressWarnings("try") // the scope frees the logits; only arrays leave it
    public double[] logProbAt(TokenBatch x0, Positions at) {
      try (TensorScope scope = TensorScope.inference()) {
        Tensor targets = asked.network().targets(weights, x0, at);
        return asked.possible(weights, logits(hidden, at)).crossEntropy(targets).negate().doubles();
      }
    }

    @Override
    public int vocabulary() {
      return asked.network().shape().vocabulary();
    }

    @Override
    @SuppressWarnings("try") // the scope frees the logits; only arrays leave it
    public double[][] logProbsAt(Positions at) {
      try (TensorScope scope = TensorScope.inference()) {
        Tensor logits = asked.possible(weights, logits(hidden, at)).to(DataType.F64);
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
        Tensor logits = logits(hidden, at);
        if (free != null) {
          logits = guidance.of(logits, logits(free, at));
        }
        return Categorical.draw(
            Categorical.filter(
                asked.possible(weights, logits), options.temperature(), options.topP()),
            at.uniforms(rng));
      }
    }

    /** Logits at some of the open places, [N, V]. */
    private Tensor logits(float[] states, Positions at) {
      int width = asked.network().shape().width();
      float[] some = states;
      if (at.size() != open.size()) {
        some = new float[at.size() * width];
        int m = 0;
        for (int k = 0; k < at.size(); k++) {
          while (open.row(m) != at.row(k) || open.position(m) != at.position(k)) {
            m++; // both lists are in order, and the asked places are open ones
          }
          System.arraycopy(states, m * width, some, k * width, width);
        }
      }
      return asked.network().logits(weights, weights.runtime().tensor(some, at.size(), width));
    }
  }

  /** Frees the weights; neither this predictor nor its beliefs can be asked any more. */
  @Override
  public void close() {
    weights.close();
  }
}
