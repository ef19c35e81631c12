package org.udm.continuous.net;

import java.util.Arrays;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.Labels;
import org.udm.continuous.gaussian.GaussianNoise;
import org.udm.core.Corruption;
import org.udm.core.Times;
import org.udm.core.random.RandomStreams;
import org.udm.core.train.Example;
import org.udm.torch.DataType;
import org.udm.torch.Tensor;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;
import org.udm.torch.train.Loss;

/**
 * The diffusion term of the continuous-time bound on a path that is learned,
 *
 * <pre>
 * loss = (1 / elements) sum over rows of w_row l_row,   l = (1 - t_min) w'(t) |eps - F(x_t, g(t))|^2 / 2
 * </pre>
 *
 * <p>Between its ends the path does not change the mean of l over t, but its variance: so F learns
 * by l, and the path by {@code l^2 / (2 mean(l))}. With p the density of w when t is uniform, l is
 * some function of w, divided by p(w); so
 *
 * <pre>
 * E[l^2] = integral of m(w) / p(w) dw,   its gradient is -E[l^2 grad log p(w)] at fixed w,
 * </pre>
 *
 * <p>which needs no derivative of F. The paper differentiates l^2 through F; the mean is the same.
 *
 * <p>As x_t depends on the path, examples carry the noise in its place: {@link #noise} corrupts to
 * eps itself, and this loss makes x_t.
 *
 * <p>Source: Kingma et al., "Variational diffusion models", 2021, section 5 and appendix I.
 */
public final class LearnedPathLoss implements Loss<FloatBatch> {
  private final LearnedPath learned;

  private LearnedPathLoss(LearnedPath learned) {
    this.learned = learned;
  }

  /**
   * Returns the loss.
   *
   * @param learned the network and its path
   * @return the loss, for times from the path's smallest on and no other weight than 1
   */
  public static LearnedPathLoss of(LearnedPath learned) {
    return new LearnedPathLoss(learned);
  }

  /**
   * Returns the corruption of examples for this loss: {@code F_t(x_0, eps) = eps} at every time.
   *
   * @return the corruption to noise
   */
  public static Corruption<FloatBatch, FloatBatch> noise() {
    return new ToNoise();
  }

  private record ToNoise() implements Corruption<FloatBatch, FloatBatch> {
    @Override
    public FloatBatch drawNoise(FloatBatch x0, RandomStreams rng) {
      return GaussianNoise.like(x0, rng);
    }

    @Override
    public FloatBatch corrupt(FloatBatch x0, FloatBatch eps, Times t) {
      return eps.requireShapeOf(x0);
    }
  }

  @Override
  public ParameterLayout layout() {
    return learned.network().layout();
  }

  @Override
  public long units(FloatBatch x0) {
    return (long) x0.rows() * x0.size();
  }

  @Override
  public Part of(Weights weights, Example<FloatBatch> some, long unitsOfBatch) {
    int rows = some.x0().rows();
    LearnedPath.Along along = learned.along(weights, some.t().toArray());
    Tensor terms = terms(weights, some, along);
    double[] each = terms.detach().doubles();
    double mean = Arrays.stream(each).average().orElseThrow();
    float[] factors = new float[rows];
    float[] shares = new float[rows]; // l^2 / (2 mean(l))
    for (int i = 0; i < rows; i++) {
      factors[i] = (float) (some.weights()[i] / unitsOfBatch);
      shares[i] = mean > 0 ? (float) (factors[i] * each[i] * each[i] / (2 * mean)) : 0;
    }
    Tensor loss = terms.multiply(weights.runtime().tensor(factors, rows)).sum();
    Tensor path =
        along
            .logDensity()
            .view(rows)
            .multiply(weights.runtime().tensor(shares, rows))
            .sum()
            .negate();
    double[] rowLosses = Arrays.stream(each).map(l -> l / some.x0().size()).toArray();
    // the second sum adds a gradient and no value
    return Part.of(loss.add(path.subtract(path.detach())), rowLosses);
  }

  /** l of every row, in nats, [B]; its gradient reaches F alone. */
  private Tensor terms(Weights weights, Example<FloatBatch> some, LearnedPath.Along along) {
    int rows = some.x0().rows();
    int[] shape = learned.network().shape();
    Tensor x0 = X0Network.tensor(weights, some.x0(), shape);
    Tensor eps = X0Network.tensor(weights, some.xt(), shape);
    long[] perRow = new long[x0.axes()];
    Arrays.fill(perRow, 1);
    perRow[0] = rows;
    Tensor alpha = along.w().exp().add(1).rsqrt().view(perRow);
    Tensor sigma = along.w().negate().exp().add(1).rsqrt().view(perRow);
    Tensor xt = x0.multiply(alpha).addProduct(eps, sigma);
    Tensor told = along.told().to(DataType.F64).view(rows);
    Tensor output = learned.network().forward(weights, xt, told, Labels.all(rows, Labels.NONE));
    Tensor error = eps.subtract(output).reshape(rows, some.x0().size());
    return error
        .multiply(error)
        .sum(1)
        .multiply(along.speed().view(rows))
        .multiply((1 - learned.smallestTime()) / 2);
  }
}
