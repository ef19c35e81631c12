package org.udm.continuous.predict;

import java.util.Optional;
import org.udm.continuous.FloatBatch;
import org.udm.core.random.RandomStreams;

/**
 * A certain x_0 with the interpolation of a step's variance; see {@link InterpolatingBelief#of}.
 */
record InterpolatedPoint(GaussianBelief point, FloatBatch interpolation)
    implements InterpolatingBelief {
  @Override
  public int rows() {
    return point.rows();
  }

  @Override
  public FloatBatch draw(RandomStreams rng) {
    return point.draw(rng);
  }

  @Override
  public double[] logProb(FloatBatch x0) {
    return point.logProb(x0);
  }

  @Override
  public Optional<FloatBatch> mean() {
    return point.mean();
  }
}
