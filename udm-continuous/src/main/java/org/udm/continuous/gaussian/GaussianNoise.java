package org.udm.continuous.gaussian;

import org.udm.continuous.FloatBatch;
import org.udm.core.random.RandomStream;
import org.udm.core.random.RandomStreams;

/** Standard normal numbers in the shape of a batch. */
public final class GaussianNoise {
  private GaussianNoise() {}

  /**
   * Draws one standard normal number per element.
   *
   * @param like a batch, for its shape and number of rows [B, N]
   * @param rng the source of randomness; row i takes the first N numbers of {@code rng.row(i)}
   * @return independent draws from N(0, 1) [B, N]
   */
  public static FloatBatch like(FloatBatch like, RandomStreams rng) {
    RandomStream[] streams = new RandomStream[like.rows()];
    for (int i = 0; i < streams.length; i++) {
      streams[i] = rng.row(i);
    }
    return like.map((i, e, value) -> streams[i].gaussian());
  }
}
