package org.udm.continuous.net;

import java.util.function.Function;
import org.udm.continuous.gaussian.GaussianPath;
import org.udm.continuous.gaussian.MonotonePath;
import org.udm.continuous.predict.Parametrization;
import org.udm.torch.Tensor;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;

/**
 * A network for eps with a path that is learned beside it: the negative log-SNR
 *
 * <pre>w(t) = w_0 + (w_1 - w_0) g((t - t_min) / (1 - t_min))</pre>
 *
 * <p>with a monotone network g; its ends stay. The network is told g, which is the place between
 * the ends, and not t: so the path can be changed under it.
 *
 * <pre>{@code
 * LearnedPath learned = LearnedPath.of(-10, 5, 1e-3, builder -> PointMlp.in(builder, shape));
 * var objective =
 *     new Objective<>(LearnedPathLoss.noise(), AntitheticTimes.from(1e-3), Weight.one());
 * try (var learner = LossLearner.of(LearnedPathLoss.of(learned), options, runtime)) {
 *   Trainer.of(source, objective, learner).run(0, 1_000, rng);
 *   GaussianPath path = learned.path(learner.weights());
 *   NetworkPredictor predictor = learned.predictor(path, learner.weights());
 * }
 * }</pre>
 *
 * <p>Source: Kingma et al., "Variational diffusion models", 2021, section 3.2.
 */
public final class LearnedPath {
  private final double first;
  private final double last;
  private final double smallest;
  private final MonotoneNetwork curve;
  private final FloatNetwork network;

  private LearnedPath(
      double first, double last, double smallest, MonotoneNetwork curve, FloatNetwork network) {
    this.first = first;
    this.last = last;
    this.smallest = smallest;
    this.curve = curve;
    this.network = network;
  }

  /**
   * Returns a network with a path.
   *
   * @param first w_0, the negative log-SNR at the smallest time; the paper starts at -13.3
   * @param last w_1, that at t = 1, larger; the paper ends at 5
   * @param smallestTime t_min, in (0, 1)
   * @param network declares the network in the builder that it is given
   * @return the network and its path
   * @throws IllegalArgumentException if the ends are not finite and rising, the time is outside (0,
   *     1), or the network was declared in another builder or says more than the mean
   */
  public static LearnedPath of(
      double first,
      double last,
      double smallestTime,
      Function<ParameterLayout.Builder, FloatNetwork> network) {
    if (!(first < last && Double.isFinite(first) && Double.isFinite(last))) {
      throw new IllegalArgumentException(
          "a path from w = %s to %s: both must be finite, the second larger"
              .formatted(first, last));
    }
    if (!(smallestTime > 0 && smallestTime < 1)) {
      throw new IllegalArgumentException("smallest time " + smallestTime + " is outside (0, 1)");
    }
    ParameterLayout.Builder builder = ParameterLayout.builder();
    MonotoneNetwork curve = MonotoneNetwork.of(builder.in("path"));
    FloatNetwork declared = network.apply(builder.in("network"));
    if (declared.layout().size() != builder.build().size()) {
      throw new IllegalArgumentException(
          "the network has a layout of its own: declare it in the builder that is given, as UNet.in does");
    }
    if (declared.outputs() != Outputs.MEAN) {
      throw new IllegalArgumentException(
          "a network that says %s: a learned path needs one that says %s"
              .formatted(declared.outputs(), Outputs.MEAN));
    }
    return new LearnedPath(first, last, smallestTime, curve, declared);
  }

  /**
   * Returns the smallest time.
   *
   * @return t_min, in (0, 1)
   */
  public double smallestTime() {
    return smallest;
  }

  /**
   * Returns the path as it is now, for samplers and bounds.
   *
   * @param weights the weights of both networks
   * @return the path, which does not change with them
   */
  public GaussianPath path(Weights weights) {
    MonotoneNetwork.Function g = curve.function(weights);
    double rise = last - first;
    return MonotonePath.of(
        t -> first + rise * g.value().applyAsDouble(place(t)),
        t -> rise * g.derivative().applyAsDouble(place(t)) / (1 - smallest),
        smallest);
  }

  /** (t - t_min) / (1 - t_min). */
  private double place(double t) {
    return (t - smallest) / (1 - smallest);
  }

  /**
   * Returns the predictor on a path with the same ends, such as {@link #path}.
   *
   * @param path a path whose log-SNR lies between the ends for t &gt;= t_min
   * @param weights the weights of both networks, which the predictor frees when it is closed
   * @return the predictor
   */
  public NetworkPredictor predictor(GaussianPath path, Weights weights) {
    Parametrization epsilon = Parametrization.epsilon();
    Readout readout =
        t -> {
          Parametrization.Scalars c = epsilon.at(path, t);
          double told = (-path.logSnr(t) - first) / (last - first);
          return new Parametrization.Scalars(c.skip(), c.out(), c.in(), Math.max(0, told));
        };
    return NetworkPredictor.of(new X0Network(network, readout), weights);
  }

  /** The network for eps; it is told g. */
  FloatNetwork network() {
    return network;
  }

  /**
   * The path at some times.
   *
   * @param told g, F32 [B, 1]
   * @param w the negative log-SNR, F32 [B, 1]
   * @param speed dw/dt, F32 [B, 1]
   * @param logDensity of w if t is uniform, w being held fixed: a number whose gradient alone means
   *     something, the only one that reaches the path; F32 [B, 1]
   */
  record Along(Tensor told, Tensor w, Tensor speed, Tensor logDensity) {}

  /** Evaluates the path at times in [t_min, 1]. */
  Along along(Weights weights, double[] t) {
    float[] places = new float[t.length];
    for (int i = 0; i < places.length; i++) {
      if (t[i] < smallest) {
        throw new IllegalArgumentException(
            "time %s for a path that is learned from %s on: draw times from there"
                .formatted(t[i], smallest));
      }
      places[i] = (float) place(t[i]);
    }
    MonotoneNetwork.Curve g = curve.at(weights, weights.runtime().tensor(places, places.length, 1));
    Tensor told = g.value().detach();
    return new Along(
        told,
        told.multiply(last - first).add(first),
        g.derivative().detach().multiply((last - first) / (1 - smallest)),
        g.logDensity());
  }
}
