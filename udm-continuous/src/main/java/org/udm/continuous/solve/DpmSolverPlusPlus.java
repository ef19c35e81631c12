package org.udm.continuous.solve;

/**
 * DPM-Solver++ with several steps: 2M, in its midpoint form, and 3M; of order 1 it is DDIM. With
 * phi = 1 - exp(-h), r_j the lengths of earlier steps divided by h,
 *
 * <pre>
 * D1_0 = (D_0 - D_1) / r_0,   D1_1 = (D_1 - D_2) / r_1
 * 2M   phi D_0 + phi/2 D1_0
 * 3M   phi D_0 + (1 - phi/h) D1 + (1 - 2 (h - phi)/h^2) D2
 *        D1 = D1_0 + r_0 / (r_0 + r_1) (D1_0 - D1_1),   D2 = (D1_0 - D1_1) / (r_0 + r_1)
 * </pre>
 *
 * <p>3M is the exact integral of the parabola through the three predictions.
 *
 * <p>Source: Lu et al., "DPM-Solver++: fast solver for guided sampling of diffusion probabilistic
 * models", 2022, algorithm 2.
 */
public final class DpmSolverPlusPlus implements MultistepRule {
  private final int order;

  private DpmSolverPlusPlus(int order) {
    this.order = order;
  }

  /**
   * Returns the solver.
   *
   * @param order 1, 2 (2M) or 3 (3M)
   * @return the rule
   * @throws IllegalArgumentException if the order is another
   */
  public static DpmSolverPlusPlus ofOrder(int order) {
    if (order < 1 || order > 3) {
      throw new IllegalArgumentException("DPM-Solver++ of order " + order + ": it is 1, 2 or 3");
    }
    return new DpmSolverPlusPlus(order);
  }

  @Override
  public int order() {
    return order;
  }

  @Override
  public double[] weights(double[] lambda, double next) {
    double h = next - lambda[0];
    double phi = -Math.expm1(-h);
    if (lambda.length == 1) {
      return new double[] {phi};
    }
    double r0 = (lambda[0] - lambda[1]) / h;
    if (lambda.length == 2) {
      double half = 0.5 * phi / r0;
      return new double[] {phi + half, -half};
    }
    double r1 = (lambda[1] - lambda[2]) / h;
    double first = 1 - phi / h; // the factor of D1
    double second = 1 - 2 * (h - phi) / (h * h); // and of D2
    double sum = r0 + r1;
    double newer = (first * (1 + r0 / sum) + second / sum) / r0; // of D_0 - D_1
    double older = -(first * r0 / sum + second / sum) / r1; // of D_1 - D_2
    return new double[] {phi + newer, older - newer, -older};
  }

  @Override
  public double[] correction(double[] lambda, double next) {
    return new double[0];
  }
}
