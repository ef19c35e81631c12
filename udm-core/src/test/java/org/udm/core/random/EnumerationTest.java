package org.udm.core.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.udm.core.fixture.Laws;

/** The exact law of a procedure, by hand and against sampling. */
class EnumerationTest {

  private static <T> void assertLaw(
      Map<T, Double> expected, Enumeration enumeration, Function<RandomStreams, T> procedure) {
    Laws.assertEqual(expected, enumeration.law(procedure));
  }

  @Test
  void aProcedureWithoutDrawsIsSure() {
    assertLaw(Map.of("x", 1.0), Enumeration.exact(), rng -> "x");
  }

  @Test
  void lawsByHand() {
    assertLaw(
        Map.of(0, 1 / 12., 1, 2 / 12., 2, 3 / 12., 3, 3 / 12., 4, 2 / 12., 5, 1 / 12.),
        Enumeration.exact(),
        rng -> rng.row(0).index(3) + rng.row(1).index(4));
    assertLaw(Map.of(true, 0.3, false, 0.7), Enumeration.exact(), rng -> rng.row(0).bernoulli(0.3));
    assertLaw(
        Map.of(0, 0.25, 2, 0.75),
        Enumeration.exact(),
        rng -> rng.row(0).categorical(new double[] {2, 0, 6}));
  }

  @Test
  void laterDrawsMayDependOnEarlierOnes() {
    // a coin decides which die is thrown
    assertLaw(
        Map.of(0, 0.4 / 2 + 0.6 / 3, 1, 0.4 / 2 + 0.6 / 3, 2, 0.6 / 3),
        Enumeration.exact(),
        rng -> rng.named("die").row(0).index(rng.named("coin").row(0).bernoulli(0.4) ? 2 : 3));
  }

  @Test
  void impossibleOutcomesAreNotVisited() {
    AtomicInteger runs = new AtomicInteger();
    Map<List<Object>, Double> law =
        Enumeration.withThresholds(0.25)
            .law(
                rng -> {
                  runs.incrementAndGet();
                  RandomStream stream = rng.row(0);
                  return List.of(
                      stream.bernoulli(0),
                      stream.bernoulli(1),
                      stream.categorical(new double[] {0, 1, 0}),
                      stream.uniform(0.5, 1) < 0.25);
                });
    assertEquals(Map.of(List.of(false, true, 1, false), 1.0), law);
    assertEquals(1, runs.get());
  }

  @Test
  void aCellOfUniformNumbersIsOneOutcome() {
    assertLaw(
        Map.of(0, 0.2, 1, 0.5, 2, 0.3),
        Enumeration.withThresholds(0.7, 0.2),
        rng -> {
          double u = rng.row(0).uniform();
          return u < 0.2 ? 0 : u < 0.7 ? 1 : 2;
        });
  }

  @Test
  void intervalsMayBeginAndEndInsideACell() {
    // [0.1, 0.6) holds 0.1 of the first cell and 0.4 of the second
    assertLaw(
        Map.of(0, 0.2, 1, 0.8),
        Enumeration.withThresholds(0.2, 0.7),
        rng -> {
          double u = rng.row(0).uniform(0.1, 0.6);
          assertTrue(u >= 0.1 && u < 0.6);
          return u < 0.2 ? 0 : u < 0.7 ? 1 : 2;
        });
    assertLaw(
        Map.of(0.35, 1.0), Enumeration.withThresholds(0.2, 0.7), rng -> rng.row(0).uniform(.3, .4));
  }

  @Test
  void theThinnestCellIsRepresentedFromInside() {
    double low = 0.3;
    double high = Math.nextUp(low);
    Enumeration.withThresholds(low, high)
        .law(
            rng -> {
              double u = rng.row(0).uniform(low, high);
              assertTrue(u >= low && u < high);
              return u;
            });
  }

  @Test
  void thresholdsMayBeEndsAndRepeat() {
    assertLaw(
        Map.of(true, 1.0),
        Enumeration.withThresholds(0, -0.0, 1, 1),
        rng -> rng.row(0).uniform() < 1);
    for (double wrong : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThrows(IllegalArgumentException.class, () -> Enumeration.withThresholds(wrong));
    }
  }

  @Test
  void aStreamReadTwiceGivesTheSameNumbers() {
    assertLaw(
        Map.of(0, 0.5, 2, 0.5),
        Enumeration.exact(),
        rng -> rng.row(0).index(2) + rng.row(0).index(2));
    // the second reading may go on where the first one stopped
    assertLaw(
        Map.of(
            List.of(0, 0, 0),
            .25,
            List.of(1, 1, 0),
            .25,
            List.of(0, 0, 1),
            .25,
            List.of(1, 1, 1),
            .25),
        Enumeration.exact(),
        rng -> {
          int first = rng.named("a").row(3).index(2);
          RandomStream again = rng.fromRow(1).named("a").row(2);
          return List.of(first, again.index(2), again.index(2));
        });
  }

  @Test
  void aStreamReadTwiceForDifferentDrawsIsRefused() {
    List<Function<RandomStreams, Object>> procedures =
        List.of(
            rng -> rng.row(0).index(2) + rng.row(0).index(3),
            rng -> rng.row(0).bernoulli(0.5) ? rng.row(0).index(2) : 0,
            rng -> rng.row(0).index(2) + rng.row(0).categorical(new double[] {1, 1}),
            rng -> rng.row(0).uniform() < 0.5 && rng.row(0).bernoulli(0.5));
    for (Function<RandomStreams, Object> procedure : procedures) {
      NotEnumerableException error =
          assertThrows(
              NotEnumerableException.class, () -> Enumeration.withThresholds(0.5).law(procedure));
      assertTrue(error.getMessage().contains("read twice"), error.getMessage());
    }
  }

  @Test
  void aProcedureThatIsNotPureIsRefused() {
    AtomicInteger calls = new AtomicInteger();
    List<Function<RandomStreams, Object>> procedures =
        List.of(
            rng -> calls.getAndIncrement() == 0 ? rng.row(0).index(2) : 0,
            rng -> rng.row(0).index(2 + calls.getAndIncrement()),
            rng -> rng.named("call " + calls.getAndIncrement()).row(0).index(2));
    for (Function<RandomStreams, Object> procedure : procedures) {
      calls.set(0);
      IllegalStateException error =
          assertThrows(IllegalStateException.class, () -> Enumeration.exact().law(procedure));
      assertTrue(error.getMessage().contains("not a pure function"), error.getMessage());
    }
  }

  @Test
  void whatHasNoFiniteLawIsRefused() {
    assertThrows(
        NotEnumerableException.class, () -> Enumeration.exact().law(rng -> rng.row(0).gaussian()));
    assertThrows(
        NotEnumerableException.class, () -> Enumeration.exact().law(rng -> rng.row(0).uniform()));
    // half of [-1, 1) lies outside of the cells: its probability must not get lost
    assertThrows(
        NotEnumerableException.class,
        () -> Enumeration.withThresholds(0.5).law(rng -> rng.row(0).uniform(-1, 1)));
  }

  @Test
  void theBudgetIsALimitOnRuns() {
    Function<RandomStreams, Object> eight =
        rng -> List.of(rng.row(0).index(2), rng.row(1).index(2), rng.row(2).index(2));
    assertEquals(8, Enumeration.exact().withBudget(8).law(eight).size());
    assertThrows(NotEnumerableException.class, () -> Enumeration.exact().withBudget(7).law(eight));
    assertThrows(IllegalArgumentException.class, () -> Enumeration.exact().withBudget(0));
  }

  /** A procedure made of random draws on random streams; what it does depends on what it drew. */
  private static Function<RandomStreams, Integer> program(SplittableRandom maker, boolean echo) {
    record Draw(String name, int row, int kind, int size) {}
    List<Draw> draws = new ArrayList<>();
    for (int k = 0; k < 5; k++) {
      draws.add(
          new Draw(
              "stream " + maker.nextInt(2),
              maker.nextInt(2),
              maker.nextInt(4),
              1 + maker.nextInt(3)));
    }
    Draw first = draws.get(0);
    return rng -> {
      Map<String, RandomStream> open = new HashMap<>();
      int state = 0;
      for (Draw draw : draws) {
        RandomStream stream =
            open.computeIfAbsent(draw.name + draw.row, k -> rng.named(draw.name).row(draw.row));
        int parameter = draw.size + state % 2;
        state = 3 * state + draw(stream, draw.kind, parameter);
      }
      RandomStreams where = echo ? rng : rng.named("elsewhere");
      return 5 * state + draw(where.named(first.name).row(first.row), first.kind, first.size);
    };
  }

  private static int draw(RandomStream stream, int kind, int size) {
    return switch (kind) {
      case 0 -> stream.bernoulli(size / 5.0) ? 1 : 0;
      case 1 -> stream.index(size);
      case 2 -> stream.categorical(new double[] {size, 0, 1});
      default -> stream.uniform(0.1, 0.5 + 0.1 * size) < 0.4 ? 1 : 0;
    };
  }

  private static double pValue(
      Map<Integer, Double> law, Function<RandomStreams, Integer> procedure, int n) {
    Map<Integer, Long> counts = new HashMap<>();
    for (int i = 0; i < n; i++) {
      counts.merge(procedure.apply(RandomStreams.of(1).at(i)), 1L, Long::sum);
    }
    return Laws.pValue(law, counts);
  }

  /** n = 20,000, level 1e-5 for each of forty procedures. */
  @ParameterizedTest
  @ValueSource(ints = {0, 10, 20, 30})
  void samplingFollowsTheEnumeratedLaw(int from) {
    for (int seed = from; seed < from + 10; seed++) {
      Function<RandomStreams, Integer> procedure = program(new SplittableRandom(seed), true);
      Map<Integer, Double> law = Enumeration.withThresholds(0.4).law(procedure);
      assertEquals(1, law.values().stream().mapToDouble(p -> p).sum(), 1e-12);
      double p = pValue(law, procedure, 20_000);
      assertTrue(p > 1e-5, "procedure " + seed + " has p = " + p);
    }
  }

  /** Planted error: the stream that is read twice is sampled as if it were two streams. */
  @Test
  void lostCorrelationIsSeen() {
    int seen = 0;
    for (int seed = 0; seed < 40; seed++) {
      Map<Integer, Double> law =
          Enumeration.withThresholds(0.4).law(program(new SplittableRandom(seed), true));
      Function<RandomStreams, Integer> wrong = program(new SplittableRandom(seed), false);
      seen += pValue(law, wrong, 20_000) < 1e-5 ? 1 : 0;
    }
    int found = seen;
    assertTrue(found > 30, () -> found + " of 40"); // the others begin with a sure outcome
  }
}
