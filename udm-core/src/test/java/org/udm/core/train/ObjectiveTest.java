package org.udm.core.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.udm.core.Times;
import org.udm.core.fixture.LetterBatch;
import org.udm.core.fixture.Masking;
import org.udm.core.random.RandomStreams;
import org.udm.core.schedule.CosineSchedule;
import org.udm.core.schedule.LogLinearSchedule;
import org.udm.core.schedule.PolynomialSchedule;
import org.udm.core.schedule.Schedule;

/** Examples and their weights. */
class ObjectiveTest {
  private static final Masking MASKING = Masking.of(PolynomialSchedule.linear());

  @Test
  void theBoundsWeightByHand() {
    for (double t : new double[] {0.001, 0.3, 1}) {
      assertEquals(1 / t, Weight.bound(PolynomialSchedule.linear()).at(t), 1e-12 / t);
      assertEquals(1 / t, Weight.bound(LogLinearSchedule.endingAt(1e-3)).at(t), 1e-12 / t);
      assertEquals(2.5 / t, Weight.bound(PolynomialSchedule.of(2.5)).at(t), 1e-8 / t);
      // cosine: (pi/2) sin / (1 - cos) = (pi/2) cot(pi t / 4)
      assertEquals(
          Math.PI / 2 / Math.tan(Math.PI * t / 4),
          Weight.bound(CosineSchedule.create()).at(t),
          1e-9 / t);
    }
    assertEquals(1, Weight.one().at(0.3));
  }

  @Test
  void weightsAreWeightOverDensity() {
    ImportanceTimes law = ImportanceTimes.from(0.1, 2);
    for (int k = 0; k < 10; k++) {
      law.observe(Times.of(0.2, 0.9), new double[] {4, 1});
    }
    Objective<LetterBatch, double[][]> objective = new Objective<>(MASKING, law, t -> 1 / t);
    LetterBatch x0 = LetterBatch.words("abc").repeat(0, 50);
    Example<LetterBatch> example = objective.example(x0, RandomStreams.of(3));
    for (int i = 0; i < 50; i++) {
      double t = example.t().at(i);
      double p = 0.999 * (t < 0.55 ? 0.8 : 0.2) + 0.0005;
      assertEquals(1 / (2 * p) / t, example.weights()[i], 1e-12);
    }
    assertEquals(x0, example.x0());
  }

  @Test
  void anExampleIsCorruptedAtItsTimes() {
    Objective<LetterBatch, double[][]> objective =
        new Objective<>(MASKING, UniformTimes.from(0), Weight.one());
    LetterBatch x0 = LetterBatch.words("abcdefghijklmnopqrstuvwxyz").repeat(0, 400);
    Example<LetterBatch> example = objective.example(x0, RandomStreams.of(9));
    double z = 0; // masked letters minus their number's mean, over all rows
    double variance = 0;
    for (int i = 0; i < 400; i++) {
      double t = example.t().at(i);
      for (int j = 0; j < 26; j++) {
        z += (example.xt().at(i, j) == LetterBatch.MASK ? 1 : 0) - t;
        variance += t * (1 - t);
      }
    }
    // seed 9, n = 10,400 letters, two-sided level 1e-4
    assertEquals(0, z / Math.sqrt(variance), 3.89);
  }

  @Test
  void theTimeLawIsToldWeightedLosses() {
    ImportanceTimes law = ImportanceTimes.from(0, 2);
    Schedule linear = PolynomialSchedule.linear();
    Objective<LetterBatch, double[][]> objective =
        new Objective<>(MASKING, law, Weight.bound(linear));
    LetterBatch x0 = LetterBatch.words("a", "b");
    Example<LetterBatch> example =
        new Example<>(x0, x0, Times.of(0.25, 0.5), new double[] {100, 100});
    objective.observe(example, new StepReport(1, new double[] {3, 5}, 1, 1, 2));
    assertArrayEquals(new double[] {144, 100, 1, 1}, law.state(), 1e-9); // (3 / .25)^2, (5 / .5)^2
  }

  @Test
  void aLossOfZeroStaysZeroWhereTheWeightIsInfinite() {
    // 1 - alpha_t = t^7 rounds to 0 below t = 0.005 or so, and the bound's weight is then 7 t^6 / 0
    Weight weight = Weight.bound(PolynomialSchedule.of(7));
    assertEquals(Double.POSITIVE_INFINITY, weight.at(1e-3));
    ImportanceTimes law = ImportanceTimes.from(0, 2);
    LetterBatch x0 = LetterBatch.words("a", "b");
    Example<LetterBatch> example = new Example<>(x0, x0, Times.of(1e-3, 1), new double[] {1, 1});
    new Objective<>(MASKING, law, weight)
        .observe(example, new StepReport(1, new double[] {0, 2}, 1, 1, 2));
    assertArrayEquals(new double[] {0, 196, 1, 1}, law.state(), 1e-9); // (7 2)^2
  }

  @Test
  void examplesAreSlicedByRows() {
    Example<LetterBatch> example =
        new Example<>(
            LetterBatch.words("a", "b", "c"),
            LetterBatch.words("d", "e", "f"),
            Times.of(0.1, 0.2, 0.3),
            new double[] {1, 2, 3});
    Example<LetterBatch> part = example.slice(1, 3);
    assertEquals(LetterBatch.words("b", "c"), part.x0());
    assertEquals(LetterBatch.words("e", "f"), part.xt());
    assertEquals(Times.of(0.2, 0.3), part.t());
    assertArrayEquals(new double[] {2, 3}, part.weights());
  }

  @Test
  void examplesHaveOneOfEachPerRow() {
    LetterBatch two = LetterBatch.words("a", "b");
    LetterBatch one = LetterBatch.words("a");
    for (Runnable wrong :
        new Runnable[] {
          () -> new Example<>(two, two, Times.all(2, 0.1), new double[1]),
          () -> new Example<>(two, two, Times.all(1, 0.1), new double[2]),
          () -> new Example<>(two, one, Times.all(2, 0.1), new double[2])
        }) {
      assertThrows(IllegalArgumentException.class, wrong::run);
    }
  }
}
