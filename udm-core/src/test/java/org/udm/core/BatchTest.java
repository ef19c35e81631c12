package org.udm.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.udm.core.fixture.LetterBatch;

/** What every batch can do by gathering, and times. */
class BatchTest {
  private static final LetterBatch ABC = LetterBatch.words("a", "b", "c");

  @Test
  void rowsAreSlicedRepeatedAndChosen() {
    assertEquals(LetterBatch.words("b", "c"), ABC.slice(1, 3));
    assertEquals(0, ABC.slice(3, 3).rows());
    assertEquals(LetterBatch.words("b", "b"), ABC.repeat(1, 2));
    assertEquals(0, ABC.repeat(1, 0).rows());
    assertEquals(
        LetterBatch.words("a", "y", "c"),
        ABC.choose(new boolean[] {false, true, false}, LetterBatch.words("x", "y", "z")));
  }

  @Test
  void choosingNeedsEqualNumbers() {
    assertThrows(
        IllegalArgumentException.class, () -> ABC.choose(new boolean[2], LetterBatch.words("x")));
    assertThrows(IllegalArgumentException.class, () -> ABC.choose(new boolean[2], ABC));
    assertThrows(
        IllegalArgumentException.class, () -> ABC.choose(new boolean[3], LetterBatch.words("x")));
  }

  @Test
  void choicesAreEqualOrInfinitelyFarApart() {
    assertArrayEquals(new double[3], ABC.roundings(LetterBatch.words("a", "b", "c"), ABC));
    assertArrayEquals(
        new double[] {0, Double.POSITIVE_INFINITY, 0},
        ABC.roundings(LetterBatch.words("a", "bb", "c"), ABC));
    assertThrows(IllegalArgumentException.class, () -> ABC.roundings(ABC.slice(0, 2), ABC));
    assertThrows(IllegalArgumentException.class, () -> ABC.roundings(ABC, ABC.slice(0, 2)));
  }

  @Test
  void timesAreInRangeAndValues() {
    double[] values = {0, 0.5, 1};
    Times t = Times.of(values);
    values[1] = 0.7;
    t.toArray()[0] = 0.9;
    assertEquals(Times.of(0, 0.5, 1), t);
    assertEquals(Times.of(1, 0), t.gather(2, 0));
    assertEquals(Times.of(0.5, 0.5), Times.all(2, 0.5));
    for (double wrong : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThrows(IllegalArgumentException.class, () -> Times.of(0.5, wrong));
      assertThrows(IllegalArgumentException.class, () -> Times.all(1, wrong));
    }
  }

  @Test
  void timesAreOnePerRowAndInOrder() {
    Times t = Times.of(0.5, 0.9, 1);
    assertEquals(t, t.forRowsOf(ABC));
    assertThrows(IllegalArgumentException.class, () -> t.forRowsOf(ABC.slice(0, 2)));
    Times s = Times.of(0, 0.8, 0.5);
    assertEquals(s, s.before(t));
    assertEquals(
        "row 1 asks for a reverse step from t = 0.9 to s = 0.9: s must be smaller than t",
        assertThrows(IllegalArgumentException.class, () -> Times.of(0, 0.9, 0).before(t))
            .getMessage());
    assertThrows(IllegalArgumentException.class, () -> Times.of(0).before(t));
  }
}
