package org.udm.continuous.solve;

import org.udm.continuous.FloatBatch;
import org.udm.continuous.gaussian.GaussianPath;
import org.udm.continuous.gaussian.PerRow;
import org.udm.continuous.predict.Means;
import org.udm.core.Times;
import org.udm.core.predict.X0Predictor;

/**
 * The probability flow in the variables in which it is simplest: for y = x_t / alpha_t,
 *
 * <pre>dy/dr = eps(x_t, t) = (y - D(x_t, t)) / r_t.</pre>
 *
 * <p>Steps compute in double; only what the predictor sees is rounded to float.
 */
record Flow(X0Predictor<FloatBatch> predictor, GaussianPath path) {

  /** r_t for each row; refuses times at which there is no signal. */
  double[] ratios(Times t) {
    double[] r = PerRow.of(t, path::ratio);
    for (int i = 0; i < r.length; i++) {
      if (r[i] == Double.POSITIVE_INFINITY) {
        throw new IllegalArgumentException(
            "row %d is at t = %s, where alpha_t = 0 and r_t is infinite: begin the grid of this solver below 1, or take DDIM or a multistep solver"
                .formatted(i, t.at(i)));
      }
    }
    return r;
  }

  /** D(x_t, t). */
  static FloatBatch mean(X0Predictor<FloatBatch> predictor, FloatBatch xt, Times t) {
    return Means.of(predictor.predict(xt, t));
  }

  /** y = x_t / alpha_t [B, N]. */
  double[][] unscaled(FloatBatch xt, Times t) {
    double[][] y = new double[xt.rows()][xt.size()];
    for (int i = 0; i < y.length; i++) {
      double alpha = path.alpha(t.at(i));
      for (int e = 0; e < y[i].length; e++) {
        y[i][e] = xt.at(i, e) / alpha;
      }
    }
    return y;
  }

  /** alpha_s y, in the shape of another batch. */
  FloatBatch scaled(double[][] y, Times s, FloatBatch like) {
    double[] alpha = PerRow.of(s, path::alpha);
    return like.map((i, e, x) -> alpha[i] * y[i][e]);
  }

  /** eps at the ratios r > 0 [B, N]. */
  double[][] noise(double[][] y, double[] r, FloatBatch like) {
    Times t = Times.of(PerRow.of(r, path::timeOfRatio));
    FloatBatch clean = mean(predictor, scaled(y, t, like), t);
    double[][] eps = new double[y.length][];
    for (int i = 0; i < eps.length; i++) {
      eps[i] = new double[y[i].length];
      for (int e = 0; e < eps[i].length; e++) {
        eps[i][e] = (y[i][e] - clean.at(i, e)) / r[i];
      }
    }
    return eps;
  }

  /** y + (to - from) slope, row by row. */
  static double[][] move(double[][] y, double[] from, double[] to, double[][] slope) {
    double[][] moved = new double[y.length][];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = y[i].clone();
      for (int e = 0; e < moved[i].length; e++) {
        moved[i][e] += (to[i] - from[i]) * slope[i][e];
      }
    }
    return moved;
  }

  /** (1 - part) a + part b. */
  static double[][] blend(double[][] a, double[][] b, double part) {
    double[][] sum = new double[a.length][];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = a[i].clone();
      for (int e = 0; e < sum[i].length; e++) {
        sum[i][e] += part * (b[i][e] - a[i][e]);
      }
    }
    return sum;
  }
}
