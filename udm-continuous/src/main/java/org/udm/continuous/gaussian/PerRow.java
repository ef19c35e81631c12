package org.udm.continuous.gaussian;

import java.util.function.DoubleUnaryOperator;
import org.udm.core.Times;

/** Functions of the time, computed once for neighbouring rows that share it. */
public final class PerRow {
  private PerRow() {}

  /**
   * Returns a function's values at the times of rows.
   *
   * @param t one time per row [B]
   * @param function such as {@code path::alpha}
   * @return its values [B]
   */
  public static double[] of(Times t, DoubleUnaryOperator function) {
    return of(t.toArray(), function);
  }

  /**
   * Returns a function's values at numbers of rows.
   *
   * @param numbers one per row, such as ratios [B]
   * @param function such as {@code path::timeOfRatio}
   * @return its values [B]
   */
  public static double[] of(double[] numbers, DoubleUnaryOperator function) {
    double[] values = new double[numbers.length];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          i > 0 && numbers[i] == numbers[i - 1]
              ? values[i - 1]
              : function.applyAsDouble(numbers[i]);
    }
    return values;
  }
}
