package org.udm.discrete.edit;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.udm.core.Times;
import org.udm.core.random.RandomStream;
import org.udm.core.random.RandomStreams;
import org.udm.core.reverse.KernelDensity;
import org.udm.discrete.TokenBatch;

/**
 * The step that writes deleted tokens back: one embedding of x_t in x_0 is drawn, its tokens stay,
 * each of the others comes back with probability {@code r = (alpha_s - alpha_t) / (1 - alpha_t)}.
 *
 * <pre>
 * p(x_s | x_t, x_0) = N(x_t, x_s) N(x_s, x_0) / N(x_t, x_0) r^(|x_s| - M) (1 - r)^(L - |x_s|)
 * </pre>
 *
 * <p>It is equal in law to {@code ReverseKernels.same} of {@link Deletion}, and the Markov
 * posterior as well.
 *
 * <p>A network's x_0 need not contain x_t; then there is no embedding. Such a row is an error,
 * unless a fallback is asked for: it then takes fresh noise, x_s ~ p(x_s | x_0), and the listener
 * is told. With an exact predictor this never happens.
 *
 * <pre>{@code
 * MissCount misses = MissCount.create();
 * ReverseKernel<TokenBatch> kernel = DeletionKernel.of(deletion).withFallback(misses);
 * }</pre>
 */
public final class DeletionKernel implements KernelDensity<TokenBatch> {
  private final Deletion deletion;
  private final Optional<MissListener> fallback;

  private DeletionKernel(Deletion deletion, Optional<MissListener> fallback) {
    this.deletion = deletion;
    this.fallback = fallback;
  }

  /**
   * Returns the step that refuses an x_0 which does not contain x_t.
   *
   * @param deletion the corruption
   * @return the kernel
   */
  public static DeletionKernel of(Deletion deletion) {
    return new DeletionKernel(deletion, Optional.empty());
  }

  /**
   * Returns the step that takes fresh noise where x_0 does not contain x_t.
   *
   * @param listener told of every step, also of one without such a row
   * @return the kernel
   */
  public DeletionKernel withFallback(MissListener listener) {
    return new DeletionKernel(deletion, Optional.of(listener));
  }

  @Override
  public TokenBatch step(TokenBatch xt, TokenBatch x0, Times t, Times s, RandomStreams rng) {
    s.before(t.forRowsOf(xt));
    if (fallback.isEmpty()) {
      return revived(xt, x0, t, s, rng);
    }
    boolean[] missed = new boolean[x0.rows()];
    for (int i = 0; i < missed.length; i++) {
      missed[i] = !Embeddings.of(xt.row(i), x0.row(i)).exist();
    }
    int[] found = IntStream.range(0, missed.length).filter(i -> !missed[i]).toArray();
    fallback.get().onStep(missed.length - found.length, missed.length);
    if (found.length == missed.length) {
      return revived(xt, x0, t, s, rng);
    }
    TokenBatch fresh = deletion.corrupt(x0, deletion.drawNoise(x0, rng.named("fresh")), s);
    TokenBatch kept =
        revived(
            xt.gather(found), x0.gather(found), t.gather(found), s.gather(found), rng.rows(found));
    int[] index = new int[missed.length];
    int next = 0;
    for (int i = 0; i < index.length; i++) {
      index[i] = missed[i] ? i : missed.length + next++;
    }
    return fresh.concat(kept).gather(index);
  }

  private TokenBatch revived(TokenBatch xt, TokenBatch x0, Times t, Times s, RandomStreams rng) {
    TokenBatch masked = deletion.aligned(xt, x0, rng.named("alignment"));
    double[] p = new double[x0.rows()];
    Arrays.setAll(p, i -> revived(t.at(i), s.at(i)));
    RandomStream[] streams = new RandomStream[x0.rows()];
    return deletion.withoutMasks(
        masked.map(
            (i, l, id) -> {
              if (l == 0) {
                streams[i] = rng.named("back").row(i);
              }
              // a kept token takes no number
              return id < deletion.vocabulary() || !streams[i].bernoulli(p[i])
                  ? id
                  : x0.token(i, l);
            }));
  }

  private double revived(double t, double s) {
    double alphaT = deletion.schedule().at(t);
    return alphaT == 1 ? 1 : (deletion.schedule().at(s) - alphaT) / (1 - alphaT);
  }

  @Override
  public double[] logProb(TokenBatch xs, TokenBatch xt, TokenBatch x0, Times t, Times s) {
    s.before(t.forRowsOf(xt));
    double[] fresh = deletion.logProb(xs, x0, s);
    double[] logs = new double[x0.rows()];
    for (int i = 0; i < logs.length; i++) {
      Embeddings embeddings = Embeddings.of(xt.row(i), x0.row(i));
      if (!embeddings.exist()) {
        logs[i] = fallback.isPresent() ? fresh[i] : Double.NEGATIVE_INFINITY;
        continue;
      }
      double r = revived(t.at(i), s.at(i));
      logs[i] =
          Embeddings.of(xt.row(i), xs.row(i)).logCount()
              + Embeddings.of(xs.row(i), x0.row(i)).logCount();
      if (logs[i] > Double.NEGATIVE_INFINITY) {
        logs[i] +=
            Deletion.times(xs.length(i) - xt.length(i), r)
                + Deletion.times(x0.length(i) - xs.length(i), 1 - r)
                - embeddings.logCount();
      }
    }
    return logs;
  }
}
