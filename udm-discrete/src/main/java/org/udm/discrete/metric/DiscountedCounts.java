package org.udm.discrete.metric;

/**
 * One level of a Kneser-Ney model: counts c of n-grams hw, of which something is taken for the
 * tokens that were not seen,
 *
 * <pre>
 * p(w | h) = (c(hw) - D(c(hw)) + (D_1 N_1(h) + D_2 N_2(h) + D_3 N_3+(h)) p_lower(w)) / c(h)
 * </pre>
 *
 * <p>N_k(h) being the number of tokens that follow h k times, N_3+ three times or more.
 *
 * <p>Source: Chen and Goodman, "An empirical study of smoothing techniques for language modeling",
 * 1998, section 3.
 */
final class DiscountedCounts {
  private static final double FALLBACK = 0.5; // where too few n-grams are rare to estimate D
  private static final int CLASSES = 3; // counts of 1, of 2 and of 3 or more

  private final GramTable grams;
  private final long vocabulary;
  private final double[] discount; // [CLASSES]
  private final GramTable slots = new GramTable(); // context -> its place below, from 1
  private final long[] totals; // c(h)
  private final int[][] followers; // [CLASSES], N_k(h)

  /**
   * Prepares a level.
   *
   * @param grams counts of h V + w
   * @param vocabulary V
   */
  DiscountedCounts(GramTable grams, int vocabulary) {
    this.grams = grams;
    this.vocabulary = vocabulary;
    this.discount = discounts(grams.countsOfCounts());
    grams.forEach(
        (gram, count) -> {
          if (slots.count(gram / vocabulary) == 0) {
            slots.put(gram / vocabulary, slots.size() + 1);
          }
        });
    totals = new long[slots.size() + 1];
    followers = new int[CLASSES][slots.size() + 1];
    grams.forEach(
        (gram, count) -> {
          int slot = slots.count(gram / vocabulary);
          totals[slot] += count;
          followers[Math.min(count, CLASSES) - 1][slot]++;
        });
  }

  /**
   * Returns D_1, D_2 and D_3+: k - (k + 1) Y n_{k+1} / n_k with Y = n_1 / (n_1 + 2 n_2), and never
   * below D_1, so that something is left for every unseen token.
   *
   * @param n how many n-grams have a count of 1 to 4, [0] is unused
   */
  private static double[] discounts(int... n) {
    double[] discount = new double[CLASSES];
    double y = n[1] / (n[1] + 2.0 * n[2]);
    for (int k = 1; k <= CLASSES; k++) {
      boolean known = n[1] > 0 && n[2] > 0 && n[k] > 0 && n[k + 1] > 0;
      double formula = known ? k - (k + 1) * y * n[k + 1] / n[k] : FALLBACK;
      discount[k - 1] = k == 1 ? formula : Math.max(discount[0], formula);
    }
    return discount;
  }

  /**
   * Returns p(w | h).
   *
   * @param context h as a number
   * @param token w
   * @param lower p(w) given a shorter context
   * @return the probability; {@code lower} if h was never seen
   */
  double probability(long context, int token, double lower) {
    int slot = slots.count(context);
    if (slot == 0) {
      return lower;
    }
    int count = grams.count(context * vocabulary + token);
    double kept = count == 0 ? 0 : count - discount[Math.min(count, CLASSES) - 1];
    double taken = 0;
    for (int k = 0; k < CLASSES; k++) {
      taken += discount[k] * followers[k][slot];
    }
    return (kept + taken * lower) / totals[slot];
  }
}
