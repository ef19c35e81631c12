package org.udm.cli.run;

import java.util.Optional;
import org.udm.core.Batch;
import org.udm.core.bound.Nelbo;
import org.udm.core.predict.X0Predictor;
import org.udm.core.sample.Sampler;

/**
 * A model with trained weights.
 *
 * @param <X> the state
 */
public interface Trained<X extends Batch<X>> extends AutoCloseable {

  /**
   * Returns the network as x_0-predictor.
   *
   * @return the predictor
   */
  X0Predictor<X> predictor();

  /**
   * Returns the family's bound.
   *
   * @param steps how many equal steps the judged sampler takes, 0 for continuous time
   * @param draws noise draws per row, at least 1
   * @return the bound, or nothing if the family has none
   */
  Optional<Nelbo<X>> bound(int steps, int draws);

  /**
   * Returns what the bound of {@link #bound} is, in words.
   *
   * @param steps how many equal steps, 0 for continuous time
   * @param draws noise draws per row
   * @return such as continuous time, 8 draws a row
   */
  default String boundWords(int steps, int draws) {
    return words(steps, draws);
  }

  /**
   * Returns what most bounds are, in words.
   *
   * @param steps how many equal steps, 0 for continuous time
   * @param draws noise draws per row
   * @return such as continuous time, 8 draws a row
   */
  static String words(int steps, int draws) {
    return "%s, %d draws a row".formatted(steps == 0 ? "continuous time" : steps + " steps", draws);
  }

  /**
   * Returns the sampler that is used where none is chosen.
   *
   * @return it draws rows of the full size, with nothing known
   */
  Sampler<X> sampler();

  /** Frees the weights. */
  @Override
  void close();
}
