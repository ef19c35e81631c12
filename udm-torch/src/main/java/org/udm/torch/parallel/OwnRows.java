package org.udm.torch.parallel;

import java.util.stream.IntStream;
import org.udm.core.Batch;
import org.udm.core.Corruption;
import org.udm.core.Times;
import org.udm.core.random.RandomStreams;

/**
 * A corruption that leaves the rows of other processes as they are, whose learners read them: F_t
 * for the rows of this process, x_0 elsewhere.
 *
 * <p>A row's noise comes from its own stream, so the rows of all processes together are those of
 * one process.
 *
 * @param of the corruption
 * @param peers the processes that share the rows
 * @param <X> the state
 * @param <E> the noise of a whole batch
 */
public record OwnRows<X extends Batch<X>, E>(Corruption<X, E> of, Peers peers)
    implements Corruption<X, E> {

  @Override
  public E drawNoise(X x0, RandomStreams rng) { // that of the rows of this process alone
    Share own = Share.of(x0.rows(), peers);
    return of.drawNoise(x0.slice(own.from(), own.to()), rng.fromRow(own.from()));
  }

  @Override
  public X corrupt(X x0, E eps, Times t) {
    Share own = Share.of(x0.rows(), peers);
    if (own.rows() == 0) {
      return x0;
    }
    int[] rows = IntStream.range(own.from(), own.to()).toArray();
    X corrupted = of.corrupt(x0.gather(rows), eps, t.gather(rows));
    return x0.slice(0, own.from()).concat(corrupted).concat(x0.slice(own.to(), x0.rows()));
  }
}
