package org.udm.core.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tree: equal paths give equal numbers, different paths unrelated ones. */
class RandomStreamsTest {
  private static final long SEED = 20261122;

  /** Both kinds of trees; a law of paths holds for each. */
  interface Tree {
    /** Runs a body with the root of a tree. */
    void with(java.util.function.Consumer<RandomStreams> body);
  }

  static Stream<Tree> trees() {
    return Stream.of(
        body -> body.accept(RandomStreams.of(SEED)),
        body ->
            Enumeration.withThresholds(0.5)
                .law(
                    rng -> {
                      body.accept(rng);
                      return true;
                    }));
  }

  private static double[] uniforms(RandomStream stream, int n) {
    return IntStream.range(0, n).mapToDouble(i -> stream.uniform()).toArray();
  }

  private static void assertSame(RandomStream one, RandomStream other) {
    assertArrayEquals(uniforms(one, 4), uniforms(other, 4));
  }

  @ParameterizedTest
  @MethodSource("trees")
  void theSamePathGivesTheSameNumbers(Tree tree) {
    tree.with(rng -> assertSame(rng.named("a").at(3).row(2), rng.named("a").at(3).row(2)));
  }

  @ParameterizedTest
  @MethodSource("trees")
  void rowsAreRenumbered(Tree tree) {
    tree.with(
        rng -> {
          assertSame(rng.row(4), rng.rows(7, 4, 1).row(1));
          assertSame(rng.row(4), rng.fromRow(3).row(1));
        });
  }

  @ParameterizedTest
  @MethodSource("trees")
  void renumberingsCompose(Tree tree) {
    tree.with(
        rng -> {
          assertSame(rng.row(8), rng.fromRow(3).fromRow(4).row(1));
          assertSame(rng.row(9), rng.rows(5, 9, 6).rows(2, 1).row(1));
          assertSame(rng.row(9), rng.rows(5, 9, 6).fromRow(1).row(0));
          assertSame(rng.row(9), rng.fromRow(3).rows(2, 6).row(1));
        });
  }

  @ParameterizedTest
  @MethodSource("trees")
  void renumberingAndNamingCommute(Tree tree) {
    tree.with(
        rng -> {
          assertSame(
              rng.named("a").at(5).fromRow(3).row(1), rng.fromRow(3).named("a").at(5).row(1));
          assertSame(rng.rows(6).named("a").row(0), rng.named("a").rows(6).row(0));
        });
  }

  @ParameterizedTest
  @MethodSource("trees")
  void theArrayOfRowNumbersIsCopied(Tree tree) {
    tree.with(
        rng -> {
          int[] rows = {2};
          RandomStreams part = rng.rows(rows);
          rows[0] = 3;
          assertSame(rng.row(2), part.row(0));
        });
  }

  @ParameterizedTest
  @MethodSource("trees")
  void negativeRowsAreRefused(Tree tree) {
    tree.with(
        rng -> {
          assertThrows(IllegalArgumentException.class, () -> rng.row(-1));
          assertThrows(IllegalArgumentException.class, () -> rng.fromRow(-1));
          assertThrows(IllegalArgumentException.class, () -> rng.rows(0, -1));
          assertThrows(ArithmeticException.class, () -> rng.fromRow(Integer.MAX_VALUE).row(1));
        });
  }

  /** Paths that are easily confused. */
  private static Map<String, RandomStream> paths() {
    RandomStreams rng = RandomStreams.of(SEED);
    Map<String, RandomStream> paths = new LinkedHashMap<>();
    paths.put("root", rng.row(0));
    paths.put("row 1", rng.row(1));
    paths.put("row 2^31 - 1", rng.row(Integer.MAX_VALUE));
    paths.put("seed + 1", RandomStreams.of(SEED + 1).row(0));
    paths.put("-seed", RandomStreams.of(-SEED).row(0));
    paths.put("at 0", rng.at(0).row(0));
    paths.put("at 1", rng.at(1).row(0));
    paths.put("at -1", rng.at(-1).row(0));
    paths.put("at 0, 0", rng.at(0).at(0).row(0));
    paths.put("empty name", rng.named("").row(0));
    paths.put("two empty names", rng.named("").named("").row(0));
    paths.put("zero letter", rng.named("\0").row(0));
    paths.put("two zero letters", rng.named("\0\0").row(0));
    paths.put("a", rng.named("a").row(0));
    paths.put("number of a", rng.at('a').row(0));
    paths.put("ab, c", rng.named("ab").named("c").row(0));
    paths.put("a, bc", rng.named("a").named("bc").row(0));
    paths.put("abc", rng.named("abc").row(0));
    paths.put("eight letters", rng.named("abcdefgh").row(0));
    paths.put("nine letters", rng.named("abcdefghi").row(0));
    paths.put("eight and one", rng.named("abcdefgh").named("i").row(0));
    paths.put("a, 1", rng.named("a").at(1).row(0));
    paths.put("1, a", rng.at(1).named("a").row(0));
    return paths;
  }

  /** n = 10,000 numbers of each of 23 paths: a common 53-bit number has probability 3e-6. */
  @Test
  void differentPathsShareNoNumber() {
    Set<Double> seen = new HashSet<>();
    paths()
        .forEach(
            (path, stream) -> {
              for (double u : uniforms(stream, 10_000)) {
                assertTrue(seen.add(u), () -> path + " repeats a number of another path");
              }
            });
  }

  /**
   * n = 10,000, 253 pairs; |r| sqrt(n) &gt; 5 has probability 5.7e-7 for a pair, 1.5e-4 for one of
   * them.
   */
  @Test
  void differentPathsAreUncorrelated() {
    int n = 10_000;
    Map<String, RandomStream> paths = paths();
    String[] names = paths.keySet().toArray(new String[0]);
    double[][] u = paths.values().stream().map(s -> uniforms(s, n)).toArray(double[][]::new);
    for (int i = 0; i < u.length; i++) {
      for (int j = 0; j < i; j++) {
        double z = correlation(u[i], u[j]) * Math.sqrt(n);
        String pair = names[j] + " and " + names[i];
        assertTrue(Math.abs(z) < 5, () -> pair + " are correlated, z = " + z);
      }
    }
    assertTrue(correlation(u[0], u[0]) * Math.sqrt(n) > 5); // the measure sees a planted relation
  }

  /** Uniform numbers have mean 1/2 and variance 1/12. */
  private static double correlation(double[] u, double[] v) {
    double sum = 0;
    for (int k = 0; k < u.length; k++) {
      sum += 12 * (u[k] - 0.5) * (v[k] - 0.5);
    }
    return sum / u.length;
  }

  /**
   * The first number along each way of counting is uniform (Kolmogorov-Smirnov) and its neighbours
   * are uncorrelated; n = 10,000, level 1e-4 for each of eight tests.
   */
  @Test
  void neighboursAreUnrelated() {
    RandomStreams rng = RandomStreams.of(SEED);
    Map<String, IntToDoubleFunction> ways =
        Map.of(
            "rows", i -> rng.row(i).uniform(),
            "numbers", i -> rng.at(i).row(0).uniform(),
            "seeds", i -> RandomStreams.of(i).row(0).uniform(),
            "names", i -> rng.named("name " + i).row(0).uniform());
    int n = 10_000;
    ways.forEach(
        (way, number) -> {
          double[] u = IntStream.range(0, n).mapToDouble(number).toArray();
          double p = KolmogorovSmirnovTest.withDefaults().test(u, x -> x).getPValue();
          assertTrue(p > 1e-4, () -> way + " are not uniform, p = " + p);
          double[] next = IntStream.range(0, n).mapToDouble(i -> u[(i + 1) % n]).toArray();
          double z = correlation(u, next) * Math.sqrt(n);
          assertTrue(Math.abs(z) < 3.89, () -> way + " are correlated, z = " + z); // 1e-4
        });
  }

  @Test
  void allThreadsSeeTheSameNumbers() {
    RandomStreams rng = RandomStreams.of(SEED);
    double[] alone = IntStream.range(0, 1000).mapToDouble(i -> rng.row(i).gaussian()).toArray();
    double[] together =
        IntStream.range(0, 1000).parallel().mapToDouble(i -> rng.row(i).gaussian()).toArray();
    assertArrayEquals(alone, together);
    assertEquals(1000, IntStream.range(0, 1000).mapToObj(i -> alone[i]).distinct().count());
  }

  @Test
  void uniformsOfRowsComeFromTheirOwnStreams() {
    RandomStreams rng = RandomStreams.of(3).named("u");
    double[][] drawn = rng.uniforms(3, row -> 2 * row);
    for (int row = 0; row < 3; row++) {
      assertArrayEquals(uniforms(rng.row(row), 2 * row), drawn[row]);
    }
  }
}
