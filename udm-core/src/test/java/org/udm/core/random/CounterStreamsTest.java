package org.udm.core.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The numbers of the tree, against Philox written out, and fixed for good. */
class CounterStreamsTest {

  /** Philox 4x64-10 as in the paper: Salmon et al., 2011, section 3.3. */
  private static long[] philox(long[] counter, long key0, long key1) {
    long[] c = counter.clone();
    long k0 = key0;
    long k1 = key1;
    for (int round = 0; round < 10; round++) {
      long m0 = 0xD2E7470EE14C6C93L;
      long m1 = 0xCA5A826395121157L;
      long high0 = unsignedHigh(m0, c[0]);
      long high1 = unsignedHigh(m1, c[2]);
      c = new long[] {high1 ^ c[1] ^ k0, m1 * c[2], high0 ^ c[3] ^ k1, m0 * c[0]};
      k0 += 0x9E3779B97F4A7C15L; // golden ratio
      k1 += 0xBB67AE8584CAA73BL; // sqrt(3) - 1
    }
    return c;
  }

  private static long unsignedHigh(long a, long b) {
    return Math.multiplyHigh(a, b) + ((a >> 63) & b) + ((b >> 63) & a);
  }

  private static double[] uniforms(RandomStream stream, int n) {
    return IntStream.range(0, n).mapToDouble(i -> stream.uniform()).toArray();
  }

  private static double asUniform(long bits) {
    return (bits >>> 11) * 0x1p-53;
  }

  /** Source: Random123 1.14, tests/kat_vectors, line "philox4x64 10 0000...". */
  @Test
  void thePhiloxOfThisTestGivesTheKnownAnswer() {
    assertArrayEquals(
        new long[] {
          0x16554d9eca36314cL, 0xdb20fe9d672d0fdcL, 0xd7e772cee186176bL, 0x7e68b68aec7ba23bL
        },
        philox(new long[4], 0, 0));
  }

  @Test
  void aRowIsThePhiloxSequenceOfItsNode() {
    long seed = 0x123456789ABCDEFL;
    double[] expected =
        IntStream.range(0, 12)
            .mapToDouble(n -> asUniform(philox(new long[] {1 + n / 4, 0, 5, 0}, seed, 0)[n % 4]))
            .toArray();
    assertArrayEquals(expected, uniforms(RandomStreams.of(seed).row(5), 12));
  }

  @Test
  void aChildIsKeyedByItsNameOrNumber() {
    long[] key = philox(new long[] {1, 0, 77, 1}, 42, 0);
    for (int from = 0; from < 11; from += 8) { // "eleven bits" has eleven bytes: two words
      long word = 0;
      for (byte b :
          Arrays.copyOfRange(
              "eleven bits".getBytes(StandardCharsets.UTF_8), from, Math.min(from + 8, 11))) {
        word = word << 8 | b;
      }
      key = philox(new long[] {1, 0, word, 2}, key[0], key[1]);
    }
    key = philox(new long[] {1, 0, 11, 2}, key[0], key[1]);
    assertEquals(
        asUniform(philox(new long[] {1, 0, 3, 0}, key[0], key[1])[0]),
        RandomStreams.of(42).at(77).named("eleven bits").row(3).uniform());
  }

  /**
   * A promise: results that were published with a seed can be had again. If one of these numbers
   * changes, every seed of every user means something else; it must not happen.
   *
   * <p>Source: this code, version 0.1.0; the uniform numbers follow from the two tests above.
   */
  @Test
  void theNumbersOfASeedNeverChange() {
    RandomStreams rng = RandomStreams.of(42);
    assertArrayEquals(GOLDEN_UNIFORMS, uniforms(rng.row(0), 5));
    RandomStream gaussian = rng.named("noise").at(7).row(3);
    assertArrayEquals(
        GOLDEN_GAUSSIANS, IntStream.range(0, 5).mapToDouble(i -> gaussian.gaussian()).toArray());
    RandomStream index = rng.named("index").row(0);
    assertArrayEquals(GOLDEN_INDICES, IntStream.range(0, 10).map(i -> index.index(10)).toArray());
    RandomStream categorical = rng.named("categorical").row(0);
    assertArrayEquals(
        GOLDEN_CATEGORIES,
        IntStream.range(0, 10)
            .map(i -> categorical.categorical(new double[] {1, 0, 2, 3}))
            .toArray());
    RandomStream coin = rng.named("coin").row(0);
    assertArrayEquals(
        GOLDEN_COINS, IntStream.range(0, 10).map(i -> coin.bernoulli(0.3) ? 1 : 0).toArray());
    RandomStream interval = rng.named("interval").row(0);
    assertArrayEquals(
        GOLDEN_INTERVAL,
        IntStream.range(0, 3).mapToDouble(i -> interval.uniform(0.25, 0.75)).toArray());
  }

  private static final double[] GOLDEN_UNIFORMS = {
    0.8201981478608876,
    0.18924562408645496,
    0.8676608148821462,
    0.3945814702827203,
    0.36812845090913937
  };
  private static final double[] GOLDEN_GAUSSIANS = {
    2.008065584462729,
    1.3219731851392211,
    -0.8365892416283226,
    0.8945408947809579,
    -1.188603845072334
  };
  private static final int[] GOLDEN_INDICES = {0, 8, 7, 4, 8, 5, 0, 8, 0, 7};
  private static final int[] GOLDEN_CATEGORIES = {0, 3, 2, 3, 2, 3, 2, 0, 3, 2};
  private static final int[] GOLDEN_COINS = {0, 0, 0, 1, 1, 0, 0, 0, 0, 0};
  private static final double[] GOLDEN_INTERVAL = {
    0.7254147925820622, 0.6944493711114141, 0.6962304819666014
  };
}
