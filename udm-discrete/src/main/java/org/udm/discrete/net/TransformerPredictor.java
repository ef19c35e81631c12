package org.udm.discrete.net;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.udm.core.Times;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.DrawOptions;
import org.udm.discrete.sample.Positions;
import org.udm.discrete.sample.TimeUse;
import org.udm.discrete.sample.TokenBelief;
import org.udm.discrete.sample.TokenPredictor;
import org.udm.torch.Device;
import org.udm.torch.TensorScope;
import org.udm.torch.parallel.Share;
import org.udm.torch.parameter.Weights;

/**
 * A transformer as x_0-predictor. Under masking visible tokens are carried over and the head is
 * asked about masked places; under corruptions that do not tell which tokens they changed, it is
 * asked about all.
 *
 * <p>A belief keeps the hidden states of its open places in Java memory, so it can be kept and
 * asked as often as one likes; log-probabilities of the vocabulary are made for the asked places
 * alone. Rows without an open place are not given to the network, and its last layer is evaluated
 * at the places asked.
 */
public final class TransformerPredictor implements TokenPredictor, AutoCloseable {
  /** Hidden numbers B L D of the rows read at once: what fits a processor's caches, or a GPU. */
  private static final int ON_CPU = 1 << 18;

  private static final int ON_GPU = 1 << 24;

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
  public TransformerPredictor ofRows(int... rows) {
    return sources == null || isAll(rows) ? this : given(sources.gather(rows));
  }

  private boolean isAll(int... rows) {
    return Arrays.equals(rows, IntStream.range(0, sources.rows()).toArray());
  }

  @Override
  public TimeUse timeUse() {
    return asked.network().shape().timeUse();
  }

  @Override
  public TokenBelief predict(TokenBatch xt, Times t) {
    return belief(xt, t, asked.places(xt));
  }

  @Override
  public TokenBelief predictAt(TokenBatch xt, Times t, Positions at) {
    return belief(xt, t, asked.open(xt, at));
  }

  private TokenBelief belief(TokenBatch xt, Times t, Positions open) {
    t.forRowsOf(xt);
    asked.network().shape().source().requireReadable(sources, xt.rows());
    int[] rows = open.rowsInvolved(); // the others are carried over whole
    TokenBatch some = xt.gather(rows);
    Times times = t.gather(rows);
    TokenBatch theirs = sources == null ? null : sources.gather(rows);
    Positions at = open.inRowsInvolved();
    float[] hidden = hidden(some, times, theirs, at);
    float[] free = guidance.isNone() ? null : hidden(some, times, null, at);
    return asked
        .belief(xt, HiddenHead.of(asked, weights, options, open, hidden).guided(guidance, free))
        .withRowsPredicted(free == null ? rows.length : 2 * rows.length);
  }

  /** The hidden states of places, of every row at least one, [P * D]; some rows at a time. */
  private float[] hidden(TokenBatch xt, Times t, TokenBatch theirs, Positions at) {
    int width = asked.network().shape().width();
    boolean onCpu = weights.runtime().device().kind() == Device.Kind.CPU;
    int most = (onCpu ? ON_CPU : ON_GPU) / (width * Math.max(1, xt.maxLength()));
    float[] all = new float[Math.multiplyExact(at.size(), width)];
    int filled = 0;
    for (Share chunk : Share.ofAtMost(xt.rows(), Math.max(1, most))) {
      int[] rows = IntStream.range(chunk.from(), chunk.to()).toArray();
      float[] some =
          states(
              xt.gather(rows),
              t.gather(rows),
              theirs == null ? null : theirs.gather(rows),
              at.ofRows(chunk.from(), chunk.to()));
      System.arraycopy(some, 0, all, filled, some.length);
      filled += some.length;
    }
    return all;
  }

  @SuppressWarnings("try") // the scope frees what the network made; only arrays leave it
  private float[] states(TokenBatch xt, Times t, TokenBatch theirs, Positions at) {
    try (TensorScope scope = TensorScope.inference()) {
      return asked.network().encoder().readAt(weights, xt, t, theirs, at).floats();
    }
  }

  /** Frees the weights; neither this predictor nor its beliefs can be asked any more. */
  @Override
  public void close() {
    weights.close();
  }
}
