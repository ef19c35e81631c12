package org.udm.cli.vector;

import java.util.Map;
import org.udm.continuous.data.LabelledData;
import org.udm.core.random.RandomStreams;

/**
 * A law that any number of rows can be drawn from; what is evaluated are rows drawn for that alone.
 *
 * @param law the law
 * @param description what a model must know of it
 * @param hash its name with its settings
 */
public record EndlessSet(Law law, Map<String, Object> description, String hash)
    implements VectorSet {
  private static final int MOST = 2_000; // rows of a whole evaluation
  private static final long SEED = 1;

  /** Something that draws rows. */
  @FunctionalInterface
  public interface Law {

    /**
     * Draws rows.
     *
     * @param rows how many, at least 1
     * @param rng the source of randomness
     * @return the rows with their labels
     */
    LabelledData draw(int rows, RandomStreams rng);
  }

  @Override
  public LabelledData training(int rows, RandomStreams rng) {
    return law.draw(rows, rng);
  }

  @Override
  public LabelledData rows(String part, long most) {
    return law.draw((int) Math.min(most, MOST), RandomStreams.of(SEED).named(part));
  }
}
