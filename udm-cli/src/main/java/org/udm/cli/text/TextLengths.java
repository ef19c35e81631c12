package org.udm.cli.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.udm.core.random.RandomStream;
import org.udm.core.random.RandomStreams;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.text.ClassData;
import org.udm.discrete.text.RowUnit;

/**
 * How many tokens the rows of training have, as the run's description keeps it.
 *
 * <p>A corruption that keeps the number of tokens says nothing of it, so the length l of a row that
 * is written is drawn before it, given its class k: {@code p(l | k) = shares[k][l] / sum_m
 * shares[k][m]}; without a class {@code p(l) = sum_k shares[k][l]}.
 *
 * @param shares of the training rows that are of a class and have a length, by length in tokens,
 *     with sum 1 [K]; [1] without classes; empty where rows are blocks, or in runs that kept none
 */
record TextLengths(List<Map<Integer, Double>> shares) {
  private static final String SHARES = "length_shares";

  /** Nothing is known of lengths. */
  static TextLengths unknown() {
    return new TextLengths(List.of());
  }

  /** The lengths of a description. */
  static TextLengths of(Map<String, Object> description) {
    if (description.getOrDefault(SHARES, List.of()) instanceof Collection<?> classes) {
      return new TextLengths(classes.stream().map(TextLengths::read).toList());
    }
    throw unreadable();
  }

  private static Map<Integer, Double> read(Object object) {
    if (object instanceof Map<?, ?> own) {
      Map<Integer, Double> shares = new TreeMap<>();
      own.forEach(
          (length, share) ->
              shares.put(
                  Integer.valueOf(String.valueOf(length)), Double.valueOf(String.valueOf(share))));
      return shares;
    }
    throw unreadable();
  }

  private static IllegalArgumentException unreadable() {
    return new IllegalArgumentException(
        "'%s' must be a list of objects: put the file of the run back".formatted(SHARES));
  }

  /** The lengths of the training rows of texts; unknown of blocks, which all have the same. */
  static TextLengths of(ClassData data) {
    if (data.text(0).options().unit() == RowUnit.BLOCK) {
      return unknown();
    }
    List<Map<Integer, Double>> shares = new ArrayList<>();
    for (double ofClass : data.shares()) {
      double[] given = data.text(shares.size()).lengths();
      Map<Integer, Double> own = new TreeMap<>();
      IntStream.range(0, given.length)
          .filter(l -> given[l] > 0)
          .forEach(l -> own.put(l, ofClass * given[l]));
      shares.add(own);
    }
    return new TextLengths(shares);
  }

  /** Adds them to a description, where they are known. */
  void describe(Map<String, Object> description) {
    if (!shares.isEmpty()) {
      description.put(SHARES, shares);
    }
  }

  /** Those of rows that have some tokens at least, such as the ones of a prompt. */
  TextLengths atLeast(int tokens) {
    return new TextLengths(
        shares.stream()
            .map(
                own ->
                    own.entrySet().stream()
                        .filter(each -> each.getKey() >= tokens)
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)))
            .toList());
  }

  /**
   * The law of the lengths of rows that are written.
   *
   * @param length tokens of rows of whose lengths nothing is known
   */
  Drawn or(int length) {
    return new Drawn(this, length);
  }

  /**
   * The law of the lengths of rows that are written.
   *
   * @param lengths those of training
   * @param otherwise tokens of rows of whose lengths nothing is known
   */
  record Drawn(TextLengths lengths, int otherwise) {

    /**
     * How many tokens some rows have, of which each has random numbers of its own [B].
     *
     * @param classes of the rows, each one token or empty [B]
     */
    int[] of(TokenBatch classes, RandomStreams rng) {
      int[] drawn = new int[classes.rows()];
      Arrays.setAll(drawn, i -> draw(classes.row(i), rng.row(i)));
      return drawn;
    }

    private int draw(int[] told, RandomStream rng) {
      Map<Integer, Double> likely = new TreeMap<>();
      for (int k = 0; k < lengths.shares().size(); k++) {
        if (told.length == 0 || told[0] == k) {
          lengths.shares().get(k).forEach((l, share) -> likely.merge(l, share, Double::sum));
        }
      }
      if (likely.isEmpty()) {
        return otherwise;
      }
      double[] weights = likely.values().stream().mapToDouble(Double::doubleValue).toArray();
      return List.copyOf(likely.keySet()).get(rng.categorical(weights));
    }
  }
}
