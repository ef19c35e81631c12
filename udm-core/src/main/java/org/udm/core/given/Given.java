package org.udm.core.given;

import java.util.Arrays;
import org.udm.core.Batch;

/**
 * A state with what it is given: images with their classes, texts with their sources.
 *
 * <p>A model p(x_0 | c) is one of the state (x, c) whose corruption leaves c alone, {@code
 * F_t((x_0, c), eps) = (F_t(x_0, eps), c)}; so trainer, samplers, bounds and the marginal identity
 * have no second form. {@link Conditional} lifts what acts on x.
 *
 * @param x the state [B]
 * @param c what each row is given [B]
 * @param <X> the state
 * @param <C> what it is given
 */
public record Given<X extends Batch<X>, C extends Batch<C>>(X x, C c)
    implements Batch<Given<X, C>> {

  /** Requires equal numbers of rows. */
  public Given {
    if (x.rows() != c.rows()) {
      throw new IllegalArgumentException(
          "%d rows are given %d conditions: give one per row".formatted(x.rows(), c.rows()));
    }
  }

  @Override
  public int rows() {
    return x.rows();
  }

  @Override
  public Given<X, C> gather(int... index) {
    return new Given<>(x.gather(index), c.gather(index));
  }

  @Override
  public Given<X, C> concat(Given<X, C> other) {
    return new Given<>(x.concat(other.x), c.concat(other.c));
  }

  @Override
  public double[] roundings(Given<X, C> other, Given<X, C> beside) {
    double[] apart = x.roundings(other.x, beside.x);
    double[] conditions = c.roundings(other.c, beside.c);
    Arrays.setAll(apart, i -> Math.max(apart[i], conditions[i]));
    return apart;
  }
}
