package org.udm.discrete.categorical;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.udm.core.Corruption;
import org.udm.core.MarginalDensity;
import org.udm.core.NoisePosterior;
import org.udm.core.Prior;
import org.udm.core.Thresholds;
import org.udm.core.Times;
import org.udm.core.random.RandomStream;
import org.udm.core.random.RandomStreams;
import org.udm.discrete.IndependentPrior;
import org.udm.discrete.TokenBatch;

/**
 * Categorical corruption: the tokens of a row move independently of each other, each along a Markov
 * process, {@code p(x_t^l | x_0^l) = Q_t(x_0^l, x_t^l)}.
 *
 * <p>The noise of a token is two uniform numbers (u, w), the same at all times:
 *
 * <pre>
 * x_t = x_0 if u &lt; a_t, else the value at which the law of the touched ones passes w
 * a_t = the part of Q_t(x_0, x_0) to which nothing has happened; alpha_t for {@link Replacement}
 * u, w | x_t, x_0 ~ uniform where this gives x_t
 * </pre>
 *
 * so that with {@code ReverseKernels.same} a replaced token comes from what it is or from the clean
 * one. {@link MarkovKernel} is D3PM's posterior beside it; both are lawful.
 *
 * <pre>{@code
 * Categorical uniform = Categorical.of(Replacement.uniform(65, PolynomialSchedule.linear()));
 * TokenBatch xt = uniform.corrupt(x0, uniform.drawNoise(x0, rng), Times.all(x0.rows(), 0.5));
 * }</pre>
 *
 * <p>Where Q_1 still depends on x_0 the prior takes its mean over the clean values; the prior term
 * of the bound is what this costs. Sources: Hoogeboom et al., "Argmax flows and multinomial
 * diffusion", 2021; Austin et al., "Structured denoising diffusion models in discrete state-spaces"
 * (D3PM), 2021.
 */
public final class Categorical
    implements Corruption<TokenBatch, CategoricalNoise>,
        NoisePosterior<TokenBatch, CategoricalNoise>,
        MarginalDensity<TokenBatch>,
        Thresholds {
  /** Rows of more tokens have too many outcomes to be enumerated. */
  private static final int ENUMERABLE = 8;

  private static final TokenClock COMMON = TokenClock.common();

  private final TokenProcess process;
  private final TokenClock clock;

  private Categorical(TokenProcess process, TokenClock clock) {
    this.process = process;
    this.clock = clock;
  }

  /**
   * Returns the corruption of a process that is the same for all tokens.
   *
   * @param process the process of a token
   * @return the corruption
   */
  public static Categorical of(TokenProcess process) {
    return new Categorical(process, COMMON);
  }

  /**
   * Returns the same corruption with a clock for each token.
   *
   * @param other how fast time runs for a token
   * @return the corruption
   */
  public Categorical withClock(TokenClock other) {
    return new Categorical(process, other);
  }

  /**
   * Returns the process.
   *
   * @return the process of a token
   */
  public TokenProcess process() {
    return process;
  }

  /**
   * Requires a process that has rates, with one time for all tokens.
   *
   * @return the process
   * @throws IllegalArgumentException if it jumps at given times or the tokens have clocks
   */
  JumpProcess requireRates() {
    if (process instanceof JumpProcess jumps && clock == COMMON) {
      return jumps;
    }
    throw new IllegalArgumentException(
        "%s has no rates in the time of the row (%s): take CategoricalStepNelbo"
            .formatted(
                this,
                clock == COMMON
                    ? "it does not move in continuous time"
                    : "its tokens have clocks"));
  }

  /** The moves for the length of one call. */
  Moves moves() {
    return new Moves(process, clock);
  }

  /**
   * Requires rows of clean values.
   *
   * @param x0 token rows [B, L]
   * @return the rows
   * @throws IllegalArgumentException if an id is outside [0, V)
   */
  TokenBatch requireClean(TokenBatch x0) {
    return x0.requireIdsBelow(process.vocabulary());
  }

  @Override
  public CategoricalNoise drawNoise(TokenBatch x0, RandomStreams rng) {
    return CategoricalNoise.of(
        rng.named("when").uniforms(x0.rows(), x0::length),
        rng.named("which").uniforms(x0.rows(), x0::length));
  }

  @Override
  public TokenBatch corrupt(TokenBatch x0, CategoricalNoise eps, Times t) {
    t.forRowsOf(requireClean(x0));
    requireNoiseFor(x0, eps);
    Moves moves = moves();
    return x0.map(
        (i, l, id) -> {
          TransitionMatrix q = moves.until(id, l, t.at(i));
          return eps.when(i, l) < q.untouched(id)
              ? id
              : passed(moves.touched(q, id), eps.which(i, l));
        });
  }

  private static void requireNoiseFor(TokenBatch x0, CategoricalNoise eps) {
    if (eps.rows() != x0.rows()) {
      throw new IllegalArgumentException(
          "noise of %d rows for a batch of %d: the numbers must be equal"
              .formatted(eps.rows(), x0.rows()));
    }
    for (int i = 0; i < x0.rows(); i++) {
      if (eps.length(i) != x0.length(i)) {
        throw new IllegalArgumentException(
            "noise of %d tokens for row %d, which has %d: give two numbers per token"
                .formatted(eps.length(i), i, x0.length(i)));
      }
    }
  }

  /** The value at which a distribution function passes w. */
  private static int passed(double[] edges, double w) {
    int low = 0;
    int high = edges.length - 1; // it ends at 1
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (w < edges[middle]) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /**
   * Draws noise given both ends.
   *
   * @throws IllegalArgumentException if a token cannot come from its clean one
   */
  @Override
  public CategoricalNoise draw(TokenBatch xt, TokenBatch x0, Times t, RandomStreams rng) {
    requireEnds(xt, x0);
    t.forRowsOf(x0);
    Moves moves = moves();
    double[][] when = new double[x0.rows()][];
    double[][] which = new double[x0.rows()][];
    for (int i = 0; i < when.length; i++) {
      RandomStream stream = rng.row(i);
      when[i] = new double[x0.length(i)];
      which[i] = new double[x0.length(i)];
      for (int l = 0; l < when[i].length; l++) {
        int id = x0.token(i, l);
        int seen = xt.token(i, l);
        TransitionMatrix q = moves.until(id, l, t.at(i));
        requirePossible(q.at(id, seen), id, seen, i, l, t.at(i));
        double untouched = q.untouched(id);
        if (seen == id && stream.bernoulli(untouched / q.at(id, id))) {
          when[i][l] = stream.uniform(0, untouched);
          which[i][l] = stream.uniform();
        } else {
          double[] edges = moves.touched(q, id);
          when[i][l] = stream.uniform(untouched, 1);
          which[i][l] = stream.uniform(seen == 0 ? 0 : edges[seen - 1], edges[seen]);
        }
      }
    }
    return CategoricalNoise.of(when, which);
  }

  /**
   * Requires rows of the same lengths whose ids exist.
   *
   * @param xt corrupted rows [B, L]
   * @param x0 clean rows [B, L]
   */
  void requireEnds(TokenBatch xt, TokenBatch x0) {
    requireClean(x0.requireLengthsOf(xt));
    xt.requireIdsBelow(process.states());
  }

  /**
   * Requires a token that can come from a clean one.
   *
   * @param probability Q_t(id, seen)
   */
  static void requirePossible(
      double probability, int id, int seen, int row, int position, double t) {
    if (!(probability > 0)) {
      throw new IllegalArgumentException(
          "row %d shows token %d at position %d, which at t = %s cannot come from token %d of x_0: a predictor must carry over what x_t says for certain"
              .formatted(row, seen, position, t, id));
    }
  }

  @Override
  public double[] logProb(TokenBatch xt, TokenBatch x0, Times t) {
    t.forRowsOf(requireClean(x0)).forRowsOf(xt.requireIdsBelow(process.states()));
    Moves moves = moves();
    double[] logs = new double[x0.rows()];
    for (int i = 0; i < logs.length; i++) {
      if (xt.length(i) != x0.length(i)) {
        logs[i] = Double.NEGATIVE_INFINITY;
        continue;
      }
      for (int l = 0; l < x0.length(i); l++) {
        int id = x0.token(i, l);
        logs[i] += Math.log(moves.until(id, l, t.at(i)).at(id, xt.token(i, l)));
      }
    }
    return logs;
  }

  /** Returns the thresholds of both numbers, for rows of at most 8 tokens. */
  @Override
  public double[] thresholds(double t) {
    Moves moves = moves();
    return IntStream.range(0, process.vocabulary())
        .boxed()
        .flatMapToDouble(
            id ->
                IntStream.range(0, ENUMERABLE)
                    .mapToObj(l -> moves.until(id, l, t))
                    .distinct()
                    .flatMapToDouble(
                        q ->
                            DoubleStream.concat(
                                DoubleStream.of(q.untouched(id)),
                                Arrays.stream(moves.touched(q, id)))))
        .distinct()
        .toArray();
  }

  /**
   * Returns the law of x_1 for a clean value drawn uniformly, token by token.
   *
   * @param lengths the length of every row, or several lengths; row i of a draw has entry i of the
   *     list, which starts again when it ends and with each draw
   * @return the prior
   * @throws IllegalArgumentException if there is no length or a negative one
   */
  public Prior<TokenBatch> prior(int... lengths) {
    double[] law = lastLaw();
    return IndependentPrior.of(stream -> stream.categorical(law), lengths);
  }

  private double[] lastLaw() {
    double[] equal = new double[process.vocabulary()];
    Arrays.fill(equal, 1.0 / equal.length);
    return process.between(0, 1).push(equal);
  }

  /**
   * Returns KL(p(x_1 | x_0) || prior) row by row.
   *
   * @param x0 clean rows [B, L]
   * @return nats [B]
   */
  double[] priorTerm(TokenBatch x0) {
    double[] law = lastLaw();
    TransitionMatrix last = process.between(0, 1);
    Map<Integer, Double> perValue = new HashMap<>(); // of the values that occur
    double[] terms = new double[x0.rows()];
    for (int i = 0; i < terms.length; i++) {
      for (int v : x0.row(i)) {
        terms[i] += perValue.computeIfAbsent(v, id -> BelievedStep.divergence(row(last, id), law));
      }
    }
    return terms;
  }

  /** The law of what one state becomes, [K]. */
  static double[] row(TransitionMatrix q, int from) {
    double[] row = new double[q.states()];
    Arrays.setAll(row, v -> q.at(from, v));
    return row;
  }

  @Override
  public String toString() {
    return "categorical(" + process + ")";
  }
}
