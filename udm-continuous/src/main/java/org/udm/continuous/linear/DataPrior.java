package org.udm.continuous.linear;

import org.udm.continuous.FloatBatch;
import org.udm.core.Corruption;
import org.udm.core.Prior;
import org.udm.core.Times;
import org.udm.core.random.RandomStreams;

/**
 * The prior of a corruption that leaves something of x_0 at t = 1, such as the mean of a blurred
 * image: {@code x_1 = F_1(x_0, eps)} with x_0 drawn from data, uniformly.
 *
 * <p>Source: Rissanen, Heinonen, Solin, "Generative modelling with inverse heat dissipation", 2022,
 * who draw from the blurred training data.
 */
public final class DataPrior implements Prior<FloatBatch> {
  private final FloatBatch data;
  private final Prior<FloatBatch> prior;

  private <E> DataPrior(Corruption<FloatBatch, E> corruption, FloatBatch data) {
    this.data = data;
    this.prior =
        (rows, rng) -> {
          FloatBatch x0 = chosen(rows, rng.named("x0"));
          return corruption.corrupt(
              x0, corruption.drawNoise(x0, rng.named("noise")), Times.all(rows, 1));
        };
  }

  /**
   * Returns the prior.
   *
   * @param corruption the corruption
   * @param data clean rows [n], at least one
   * @param <E> its noise
   * @return the prior
   * @throws IllegalArgumentException if there is no row
   */
  public static <E> DataPrior of(Corruption<FloatBatch, E> corruption, FloatBatch data) {
    if (data.rows() == 0) {
      throw new IllegalArgumentException("a prior from no data: give at least one clean row");
    }
    return new DataPrior(corruption, data);
  }

  private FloatBatch chosen(int rows, RandomStreams rng) {
    int[] index = new int[rows];
    for (int i = 0; i < rows; i++) {
      index[i] = rng.row(i).index(data.rows());
    }
    return data.gather(index);
  }

  @Override
  public FloatBatch draw(int rows, RandomStreams rng) {
    return prior.draw(rows, rng);
  }
}
