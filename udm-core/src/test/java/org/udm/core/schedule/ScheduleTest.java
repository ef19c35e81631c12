package org.udm.core.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The laws of a schedule, for every schedule. */
class ScheduleTest {
  private static final int POINTS = 64;
  private static final double ULP = Math.ulp(1.0);

  /** Times that no table below has as an entry. */
  private static double time(int i) {
    return (i + 0.37) / POINTS;
  }

  static Stream<Schedule> schedules() {
    return Stream.of(
        PolynomialSchedule.linear(),
        PolynomialSchedule.of(0.5),
        PolynomialSchedule.of(2),
        PolynomialSchedule.of(3.7),
        CosineSchedule.create(),
        LogLinearSchedule.endingAt(0),
        LogLinearSchedule.endingAt(1e-3),
        LogLinearSchedule.endingAt(0.1),
        TabulatedSchedule.of(1, 0),
        TabulatedSchedule.of(1, 0.9, 0.3, 0.25, 1e-9),
        TabulatedSchedule.of(cosineTable(49)));
  }

  private static double[] cosineTable(int steps) {
    double[] alpha = new double[steps + 1];
    for (int i = 0; i <= steps; i++) {
      alpha[i] = CosineSchedule.create().at((double) i / steps);
    }
    return alpha;
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void startsCleanAndStaysInRange(Schedule schedule) {
    assertEquals(1, schedule.at(0));
    for (int i = 0; i < POINTS; i++) {
      double alpha = schedule.at(time(i));
      assertTrue(alpha >= schedule.at(1) && alpha <= 1);
    }
    assertTrue(schedule.at(1) >= 0);
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void decreases(Schedule schedule) {
    double last = schedule.at(0);
    for (int i = 0; i < POINTS; i++) {
      assertTrue(schedule.at(time(i)) < last);
      last = schedule.at(time(i));
      assertTrue(schedule.derivative(time(i)) < 0);
    }
    assertTrue(schedule.derivative(0) <= 0 && schedule.derivative(1) <= 0);
  }

  /** The central difference over 2 h, h = 1e-6, has an error below 1e-6 for all of these. */
  @ParameterizedTest
  @MethodSource("schedules")
  void hasItsDerivative(Schedule schedule) {
    double h = 1e-6;
    for (int i = 0; i < POINTS; i++) {
      double t = time(i);
      double difference = (schedule.at(t + h) - schedule.at(t - h)) / (2 * h);
      assertEquals(difference, schedule.derivative(t), 1e-6 * (1 + Math.abs(difference)));
    }
  }

  /** An error of a few units in the last place of alpha becomes one of that over the slope in t. */
  @ParameterizedTest
  @MethodSource("schedules")
  void inverseGivesTheTimeBack(Schedule schedule) {
    for (int i = 0; i < POINTS; i++) {
      double t = time(i);
      double tolerance = 4 * ULP + 4 * ULP / -schedule.derivative(t);
      assertEquals(t, schedule.inverse(schedule.at(t)), tolerance);
    }
    assertEquals(0, schedule.inverse(schedule.at(0)));
    assertEquals(1, schedule.inverse(schedule.at(1)));
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void inverseGivesTheValueBack(Schedule schedule) {
    double last = schedule.at(1);
    for (int i = 0; i < POINTS; i++) {
      double alpha = last + (1 - last) * time(i);
      double t = schedule.inverse(alpha);
      double tolerance = 4 * ULP + 4 * ULP * -schedule.derivative(t);
      assertEquals(alpha, schedule.at(t), tolerance);
    }
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void refusesWhatIsOutOfRange(Schedule schedule) {
    for (double t : new double[] {-1e-9, 1 + 1e-9, Double.NaN}) {
      assertEquals("time " + t + " is outside [0, 1]", message(schedule::at, t));
      assertEquals("time " + t + " is outside [0, 1]", message(schedule::derivative, t));
    }
    for (double alpha : new double[] {-1e-9, 1 + 1e-9, schedule.at(1) - 1e-9, Double.NaN}) {
      assertEquals(
          "schedule value " + alpha + " is outside [" + schedule.at(1) + ", 1]",
          message(schedule::inverse, alpha));
    }
  }

  private static String message(DoubleUnaryOperator function, double argument) {
    return assertThrows(IllegalArgumentException.class, () -> function.applyAsDouble(argument))
        .getMessage();
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void aRestKeepsTheValue(Schedule schedule) {
    PlateauSchedule resting = PlateauSchedule.of(schedule, 0.3, 0.2, 0.6);
    for (int i = 0; i < POINTS; i++) {
      double t = time(i);
      boolean rests = t >= 0.2 && t <= 0.6;
      double own = t < 0.2 ? t * 1.5 : rests ? 0.3 : 0.3 + (t - 0.6) * 1.75;
      assertEquals(schedule.at(own), resting.at(t), 1e-12);
      double h = 1e-6;
      double difference = (resting.at(t + h) - resting.at(t - h)) / (2 * h);
      assertEquals(difference, resting.derivative(t), 1e-5 * (1 + Math.abs(difference)));
      if (!rests) {
        assertEquals(t, resting.inverse(resting.at(t)), 1e-9 - 1e-12 / schedule.derivative(own));
      }
    }
    assertEquals(1, resting.at(0));
    assertEquals(schedule.at(1), resting.at(1));
    assertEquals(1, resting.inverse(resting.at(1)));
    for (double[] wrong :
        new double[][] {{0, 0.2, 0.6}, {0.3, 0, 0.6}, {0.3, 0.6, 0.6}, {0.3, 0.2, 1}}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> PlateauSchedule.of(schedule, wrong[0], wrong[1], wrong[2]));
    }
  }

  /** A schedule of three functions, for planting errors. */
  private record Planted(
      DoubleUnaryOperator value, DoubleUnaryOperator slope, DoubleUnaryOperator back)
      implements Schedule {
    @Override
    public double at(double t) {
      return value.applyAsDouble(t);
    }

    @Override
    public double derivative(double t) {
      return slope.applyAsDouble(t);
    }

    @Override
    public double inverse(double alpha) {
      return back.applyAsDouble(alpha);
    }
  }

  @Test
  void plantedErrorsFail() {
    DoubleUnaryOperator linear = t -> 1 - t;
    Schedule dirty = new Planted(t -> 0.99 * (1 - t), t -> -0.99, a -> 1 - a / 0.99);
    assertThrows(AssertionError.class, () -> startsCleanAndStaysInRange(dirty));
    Schedule rising = new Planted(t -> t, t -> 1, a -> a);
    assertThrows(AssertionError.class, () -> decreases(rising));
    Schedule steep = new Planted(linear, t -> -1 - 1e-5, linear);
    assertThrows(AssertionError.class, () -> hasItsDerivative(steep));
    Schedule late = new Planted(linear, t -> -1, a -> 1 - a + 1e-14);
    assertThrows(AssertionError.class, () -> inverseGivesTheTimeBack(late));
    assertThrows(AssertionError.class, () -> inverseGivesTheValueBack(late));
    assertThrows(AssertionError.class, () -> refusesWhatIsOutOfRange(late));
  }

  @Test
  void valuesByHand() {
    assertEquals(0.75, PolynomialSchedule.linear().at(0.25));
    assertEquals(0.9375, PolynomialSchedule.of(2).at(0.25));
    assertEquals(Math.sqrt(0.5), CosineSchedule.create().at(0.5), 1e-15);
    assertEquals(0, CosineSchedule.create().at(1));
    assertEquals(0.55, LogLinearSchedule.endingAt(0.1).at(0.5), 1e-15);
    TabulatedSchedule table = TabulatedSchedule.of(1, 0.9, 0.3);
    assertEquals(2, table.steps());
    assertEquals(0.9, table.at(0.5));
    assertEquals(0.95, table.at(0.25), 1e-15);
    assertEquals(0.3, table.at(1));
    assertEquals(0.75, table.inverse(0.6), 1e-15);
  }

  /** Every end e in [0, 1): the table of ends reaches values that 1 - (1 - e) misses. */
  @Test
  void logLinearEndsWhereItSays() {
    for (int i = 0; i < 1000; i++) {
      double last = i / 1000.0;
      LogLinearSchedule schedule = LogLinearSchedule.endingAt(last);
      assertEquals(last, schedule.at(1));
      assertEquals(1, schedule.inverse(last));
    }
  }

  @Test
  void aTablesEntriesAreMet() {
    for (int steps : new int[] {1, 2, 3, 10, 49, 1000}) {
      double[] alpha = cosineTable(steps);
      TabulatedSchedule table = TabulatedSchedule.of(alpha);
      for (int i = 0; i <= steps; i++) {
        assertEquals(alpha[i], table.at((double) i / steps), 4 * ULP);
      }
    }
  }

  @Test
  void tablesAreValues() {
    double[] alpha = {1, 0.5, 0.1};
    TabulatedSchedule table = TabulatedSchedule.of(alpha);
    alpha[1] = 0.7;
    assertEquals(TabulatedSchedule.of(1, 0.5, 0.1), table);
    assertEquals(TabulatedSchedule.of(1, 0.5, 0.1).hashCode(), table.hashCode());
    assertNotEquals(TabulatedSchedule.of(alpha), table);
  }

  @Test
  void wrongParametersAreRefused() {
    for (double[] wrong :
        List.of(
            new double[] {},
            new double[] {1},
            new double[] {0.9, 0.5},
            new double[] {1, 0.5, 0.5},
            new double[] {1, 0.5, 0.6},
            new double[] {1, Double.NaN},
            new double[] {1, 0.5, -0.1})) {
      assertThrows(IllegalArgumentException.class, () -> TabulatedSchedule.of(wrong));
    }
    for (double wrong : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(IllegalArgumentException.class, () -> PolynomialSchedule.of(wrong));
    }
    for (double wrong : new double[] {1, -0.1, Double.NaN}) {
      assertThrows(IllegalArgumentException.class, () -> LogLinearSchedule.endingAt(wrong));
    }
  }

  @Test
  void namesSayWhatTheyAre() {
    assertEquals("linear", PolynomialSchedule.linear().toString());
    assertEquals("polynomial(2.0)", PolynomialSchedule.of(2).toString());
    assertFalse(schedules().anyMatch(schedule -> schedule.toString().contains("@")));
  }
}
