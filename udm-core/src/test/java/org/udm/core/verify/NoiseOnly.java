package org.udm.core.verify;

import org.udm.core.Corruption;
import org.udm.core.Times;
import org.udm.core.fixture.DoubleBatch;
import org.udm.core.random.RandomStreams;
import org.udm.core.reverse.ReverseKernel;

/** A corruption to uniform noise at every time but 0, the quickest continuous law to draw from. */
enum NoiseOnly implements Corruption<DoubleBatch, double[]> {
  NOISE;

  static final DoubleBatch X0 = DoubleBatch.scalars(0);

  @Override
  public double[] drawNoise(DoubleBatch x0, RandomStreams rng) {
    double[] u = new double[x0.rows()];
    for (int i = 0; i < u.length; i++) {
      u[i] = rng.row(i).uniform();
    }
    return u;
  }

  @Override
  public DoubleBatch corrupt(DoubleBatch x0, double[] u, Times t) {
    return DoubleBatch.scalars(u);
  }

  /** A kernel whose distribution function is off by d. */
  static ReverseKernel<DoubleBatch> shiftedBy(double d) {
    return (xt, x0, t, s, rng) -> {
      double[] u = NOISE.drawNoise(x0, rng);
      for (int i = 0; i < u.length; i++) {
        u[i] += d;
      }
      return DoubleBatch.scalars(u);
    };
  }
}
