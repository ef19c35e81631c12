package org.udm.continuous.solve;

import java.util.Arrays;
import java.util.concurrent.CancellationException;

/**
 * The adaptive Runge-Kutta method of Dormand and Prince, of order 5 with an error estimate of order
 * 4. Every row takes steps of its own, so that its result does not depend on the rows around it;
 * rows are evaluated together.
 *
 * <p>Source: Dormand and Prince, "A family of embedded Runge-Kutta formulae", 1980, table 2
 * (RK5(4)7M).
 */
public final class DormandPrince {
  private static final double[] C = {0, 1 / 5.0, 3 / 10.0, 4 / 5.0, 8 / 9.0, 1, 1};
  private static final double[][] A = {
    {},
    {1 / 5.0},
    {3 / 40.0, 9 / 40.0},
    {44 / 45.0, -56 / 15.0, 32 / 9.0},
    {19372 / 6561.0, -25360 / 2187.0, 64448 / 6561.0, -212 / 729.0},
    {9017 / 3168.0, -355 / 33.0, 46732 / 5247.0, 49 / 176.0, -5103 / 18656.0},
    {35 / 384.0, 0, 500 / 1113.0, 125 / 192.0, -2187 / 6784.0, 11 / 84.0}
  };

  /** The weights of order 5 less those of order 4. */
  private static final double[] ERROR = {
    71 / 57600.0, 0, -71 / 16695.0, 71 / 1920.0, -17253 / 339200.0, 22 / 525.0, -1 / 40.0
  };

  private static final double FIRST_STEP = 0.01; // part of the interval; the control corrects it
  private static final int MOST_STEPS = 100_000; // a row that needs more is stuck

  /** The right-hand side of {@code dy/du = f(u, y)}, for some of the rows. */
  @FunctionalInterface
  public interface Field {

    /**
     * Returns the derivatives of some rows.
     *
     * @param rows the numbers of the rows in the whole problem [A]
     * @param u one value of the variable per row [A]
     * @param y the states of these rows [A, M]
     * @return dy/du [A, M]
     */
    double[][] at(int[] rows, double[] u, double[][] y);
  }

  /**
   * The end of an integration.
   *
   * @param y the states [B, M]
   * @param evaluations how many rows the field was asked about
   */
  public record Solution(double[][] y, long evaluations) {}

  /** Someone who watches an integration. */
  @FunctionalInterface
  public interface Observer {

    /**
     * Called when every row that is not at its end has tried a step.
     *
     * @param steps how many steps were tried
     * @param u where each row is, an array of its own [B]
     * @param y the states, not to be changed [B, M]
     */
    void afterStep(int steps, double[] u, double[][] y);
  }

  private final double relative;
  private final double absolute;

  private DormandPrince(double relative, double absolute) {
    this.relative = relative;
    this.absolute = absolute;
  }

  /**
   * Returns the method with accepted errors; a step's error is accepted if its root mean square,
   * each element divided by {@code absolute + relative |y|}, is at most 1.
   *
   * @param relative the relative error, positive
   * @param absolute the absolute error, positive
   * @return the method
   * @throws IllegalArgumentException if an error is not positive and finite
   */
  public static DormandPrince withTolerances(double relative, double absolute) {
    for (double tolerance : new double[] {relative, absolute}) {
      if (!(tolerance > 0 && tolerance < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "tolerance " + tolerance + ": it must be positive and finite");
      }
    }
    return new DormandPrince(relative, absolute);
  }

  /**
   * Integrates.
   *
   * @param field the right-hand side
   * @param start the states at {@code from} [B, M]
   * @param from where to begin
   * @param to where to end, above or below {@code from}
   * @return the states at {@code to}
   * @throws ArithmeticException if the error of a row cannot be brought below the tolerance
   * @throws java.util.concurrent.CancellationException if the thread is interrupted; its interrupt
   *     flag stays set
   */
  public Solution solve(Field field, double[][] start, double from, double to) {
    return solve(field, start, from, to, (steps, u, y) -> {});
  }

  /**
   * Integrates, watched.
   *
   * @param field the right-hand side
   * @param start the states at {@code from} [B, M]
   * @param from where to begin
   * @param to where to end, above or below {@code from}
   * @param observer told of every step
   * @return the states at {@code to}
   * @throws ArithmeticException if the error of a row cannot be brought below the tolerance
   * @throws java.util.concurrent.CancellationException if the thread is interrupted; its interrupt
   *     flag stays set
   */
  public Solution solve(Field field, double[][] start, double from, double to, Observer observer) {
    int rows = start.length;
    double[][] y = new double[rows][];
    Arrays.setAll(y, i -> start[i].clone());
    double[] u = new double[rows];
    Arrays.fill(u, from);
    double[] h = new double[rows];
    Arrays.fill(h, FIRST_STEP * (to - from));
    double[][] slope = new double[rows][]; // at the beginning of the step, from the step before
    int[] active = from == to ? new int[0] : all(rows);
    long evaluations = 0;
    if (active.length > 0) {
      double[][] first = field.at(active, u.clone(), y);
      System.arraycopy(first, 0, slope, 0, rows);
      evaluations += rows;
    }
    for (int step = 0; active.length > 0; step++) {
      if (step == MOST_STEPS) {
        throw new ArithmeticException(
            "row %d is at %s on the way from %s to %s after %d steps: loosen the tolerance"
                .formatted(active[0], u[active[0]], from, to, step));
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new CancellationException(
            "an integration was interrupted at %s on the way from %s to %s"
                .formatted(u[active[0]], from, to));
      }
      double[][][] k = new double[C.length][][]; // slopes [7][A][M]
      k[0] = gather(slope, active);
      double[][] end = null;
      for (int stage = 1; stage < C.length; stage++) {
        double[] at = new double[active.length];
        double[][] state = new double[active.length][];
        for (int a = 0; a < active.length; a++) {
          int i = active[a];
          at[a] = u[i] + C[stage] * h[i];
          state[a] = y[i].clone();
          for (int j = 0; j < stage; j++) {
            for (int m = 0; m < state[a].length; m++) {
              state[a][m] += h[i] * A[stage][j] * k[j][a][m];
            }
          }
        }
        k[stage] = field.at(active, at, state);
        evaluations += active.length;
        end = state;
      }
      for (int a = 0; a < active.length; a++) {
        int i = active[a];
        double error = error(k, a, h[i], y[i], end[a]);
        if (error <= 1) {
          boolean last = h[i] == to - u[i];
          u[i] = last ? to : u[i] + h[i];
          y[i] = end[a];
          slope[i] = k[C.length - 1][a];
        }
        h[i] *= error == 0 ? 5 : Math.min(5, Math.max(0.2, 0.9 * Math.pow(error, -0.2)));
        if (Double.isNaN(error) || u[i] + h[i] == u[i] && u[i] != to) {
          throw new ArithmeticException(
              "row %d cannot go on at %s on the way from %s to %s: error %s"
                  .formatted(i, u[i], from, to, error));
        }
        if (Math.abs(h[i]) > Math.abs(to - u[i])) {
          h[i] = to - u[i];
        }
      }
      active = Arrays.stream(active).filter(i -> u[i] != to).toArray();
      observer.afterStep(step + 1, u.clone(), y);
    }
    return new Solution(y, evaluations);
  }

  private double error(double[][][] k, int a, double h, double[] before, double[] after) {
    double squares = 0;
    for (int m = 0; m < before.length; m++) {
      double difference = 0;
      for (int stage = 0; stage < C.length; stage++) {
        difference += h * ERROR[stage] * k[stage][a][m];
      }
      double size = Math.max(Math.abs(before[m]), Math.abs(after[m]));
      squares += Math.pow(difference / (absolute + relative * size), 2);
    }
    return Math.sqrt(squares / Math.max(1, before.length));
  }

  private static int[] all(int rows) {
    int[] index = new int[rows];
    Arrays.setAll(index, i -> i);
    return index;
  }

  private static double[][] gather(double[][] from, int[] rows) {
    double[][] gathered = new double[rows.length][];
    Arrays.setAll(gathered, a -> from[rows[a]]);
    return gathered;
  }
}
