package org.udm.continuous.net;

import java.util.function.DoubleUnaryOperator;
import org.udm.torch.Tensor;
import org.udm.torch.parameter.Initialization;
import org.udm.torch.parameter.Parameter;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;

/**
 * An increasing function of u in [0, 1] from 0 to 1,
 *
 * <pre>
 * g(u) = (h(u) - h(0)) / (h(1) - h(0)),   h(u) = u + sum over k of exp(a_k) sigmoid(exp(b_k) (u - c_k))
 * </pre>
 *
 * <p>a network with one hidden layer and positive weights. Source: Kingma et al., "Variational
 * diffusion models", 2021, section 3.2.
 */
final class MonotoneNetwork {
  private static final int UNITS = 32;

  private final Parameter height; // a [K]
  private final Parameter slope; // b [K]
  private final Parameter centre; // c [K]

  private MonotoneNetwork(ParameterLayout.Builder layout) {
    // at first nearly a straight line: all sigmoids together rise by half, of slopes about 5
    this.height = layout.declare("height", new Initialization(Math.log(0.5 / UNITS), 0.1), UNITS);
    this.slope = layout.declare("slope", new Initialization(Math.log(5), 0.5), UNITS);
    this.centre = layout.declare("centre", new Initialization(0.5, 0.4), UNITS);
  }

  static MonotoneNetwork of(ParameterLayout.Builder layout) {
    return new MonotoneNetwork(layout);
  }

  /**
   * The function with its derivatives.
   *
   * @param value g(u), F32 [B, 1]
   * @param derivative g'(u), F32 [B, 1]
   * @param second g''(u), F32 [B, 1]
   */
  record Curve(Tensor value, Tensor derivative, Tensor second) {

    /**
     * The log-density of g if u is uniform, -log g'(u), as a function of the weights where g is
     * held fixed, up to a constant: {@code -log g' + (g'' / g'^2) g} with the quotient held fixed,
     * because a change of the curve by dg moves the u of a given g by {@code -dg / g'}. Its value
     * means nothing, its gradient is that of the log-density; F32 [B, 1].
     */
    Tensor logDensity() {
      Tensor quotient = second.divide(derivative.multiply(derivative)).detach();
      return quotient.multiply(value).subtract(derivative.log());
    }
  }

  /** Evaluates the function at u, F32 [B, 1]. */
  Curve at(Weights weights, Tensor u) {
    Tensor ends = weights.runtime().tensor(new float[] {0, 1}, 2, 1);
    Tensor h = raised(weights, ends);
    Tensor start = h.narrow(0, 0, 1);
    Tensor rise = h.narrow(0, 1, 1).subtract(start);
    Tensor s = sigmoids(weights, u);
    Tensor falling = s.negate().add(1);
    Tensor a = weights.exact(height);
    Tensor b = weights.exact(slope);
    Tensor first = s.multiply(falling).multiply(a.add(b).exp());
    Tensor second = first.multiply(falling.subtract(s)).multiply(b.exp());
    return new Curve(
        raised(weights, u).subtract(start).divide(rise),
        first.sum(1).unsqueeze(1).add(1).divide(rise),
        second.sum(1).unsqueeze(1).divide(rise));
  }

  /** h(u), [B, 1]. */
  private Tensor raised(Weights weights, Tensor u) {
    return u.add(sigmoids(weights, u).multiply(weights.exact(height).exp()).sum(1).unsqueeze(1));
  }

  /** sigmoid(exp(b) (u - c)), [B, K]. */
  private Tensor sigmoids(Weights weights, Tensor u) {
    Tensor x = u.subtract(weights.exact(centre)).multiply(weights.exact(slope).exp());
    return x.multiply(0.5).tanh().add(1).multiply(0.5);
  }

  /**
   * The function in double, with its derivative.
   *
   * @param value g
   * @param derivative g'
   */
  record Function(DoubleUnaryOperator value, DoubleUnaryOperator derivative) {}

  /** Copies the function out of the weights. */
  Function function(Weights weights) {
    double[] a = weights.exact(height).doubles();
    double[] b = weights.exact(slope).doubles();
    double[] c = weights.exact(centre).doubles();
    DoubleUnaryOperator h =
        u -> {
          double sum = u;
          for (int k = 0; k < a.length; k++) {
            sum += Math.exp(a[k]) * sigmoid(Math.exp(b[k]) * (u - c[k]));
          }
          return sum;
        };
    double start = h.applyAsDouble(0);
    double rise = h.applyAsDouble(1) - start;
    return new Function(
        u -> (h.applyAsDouble(u) - start) / rise,
        u -> {
          double sum = 1;
          for (int k = 0; k < a.length; k++) {
            double s = sigmoid(Math.exp(b[k]) * (u - c[k]));
            sum += Math.exp(a[k] + b[k]) * s * (1 - s);
          }
          return sum / rise;
        });
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
