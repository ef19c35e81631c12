package org.udm.discrete.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * Pieces of words, learned from a text by byte-pair encoding: ids 0 to 255 are the bytes, id 256 +
 * k is the pair of tokens that was merged in step k, the most frequent one at that time.
 *
 * <p>Every text can be encoded, and {@code decode(encode(text))} is the text. No token reaches
 * across the border of two pieces (see {@link TextPieces}).
 *
 * <pre>{@code
 * Vocabulary v = BytePairVocabulary.learn(TextSource.of(Path.of("shakespeare.txt")), 4096, 0.9);
 * v.encode("To be, or not to be");
 * }</pre>
 *
 * <p>Source: Sennrich, Haddow, Birch, "Neural machine translation of rare words with subword
 * units", 2016, algorithm 1; over bytes as in Radford et al., "Language models are unsupervised
 * multitask learners", 2019, section 2.2.
 */
public final class BytePairVocabulary implements Vocabulary {
  static final String KIND = "bytePairs";

  private static final int BYTES = 256; // tokens that are a single byte
  private static final int REMEMBERED = 1 << 16; // pieces whose ids one encoder keeps

  private final int[] merges; // [2 (V - 256)], left and right token of every merge
  private final byte[][] bytes; // [V]
  private final Map<Long, Integer> ranks; // pair -> merged token

  private BytePairVocabulary(int[] merges, byte[][] bytes, Map<Long, Integer> ranks) {
    this.merges = merges;
    this.bytes = bytes;
    this.ranks = ranks;
  }

  /**
   * Returns the vocabulary of a list of merges.
   *
   * @param merges left and right token of every merge, one after the other [2 (V - 256)]; merge k
   *     makes token 256 + k of two earlier ones
   * @return the vocabulary
   * @throws IllegalArgumentException if a merge uses a later token, stands there twice or is half
   */
  public static BytePairVocabulary of(int... merges) {
    if (merges.length % 2 != 0) {
      throw new IllegalArgumentException(
          "%d numbers for merges of two tokens each: the list is damaged".formatted(merges.length));
    }
    int size = BYTES + merges.length / 2;
    byte[][] bytes = new byte[size][];
    Map<Long, Integer> ranks = new HashMap<>();
    for (int id = 0; id < size; id++) {
      if (id < BYTES) {
        bytes[id] = new byte[] {(byte) id};
        continue;
      }
      int left = merges[2 * (id - BYTES)];
      int right = merges[2 * (id - BYTES) + 1];
      if (left < 0 || right < 0 || left >= id || right >= id) {
        throw new IllegalArgumentException(
            "merge %d of tokens %d and %d: both must be in [0, %d), the tokens before it"
                .formatted(id - BYTES, left, right, id));
      }
      if (ranks.put(BytePairs.pair(left, right), id) != null) {
        throw new IllegalArgumentException(
            "merge %d of tokens %d and %d stands in the list twice: the list is damaged"
                .formatted(id - BYTES, left, right));
      }
      bytes[id] = Arrays.copyOf(bytes[left], bytes[left].length + bytes[right].length);
      System.arraycopy(bytes[right], 0, bytes[id], bytes[left].length, bytes[right].length);
    }
    return new BytePairVocabulary(merges.clone(), bytes, ranks);
  }

  /**
   * Learns a vocabulary from the first part of a text.
   *
   * @param text the text
   * @param size the size V that is wanted, at least 256; a text that has too few pairs that occur
   *     twice gives a smaller one
   * @param fraction which part of the text is read, from its beginning, in (0, 1]: what is kept
   *     back for validation should not be learned from
   * @return the vocabulary; the same for the same text, everywhere
   * @throws TextDataException if the text cannot be read
   */
  public static BytePairVocabulary learn(TextSource text, int size, double fraction) {
    if (size < BYTES) {
      throw new IllegalArgumentException(
          "a byte-pair vocabulary of %d tokens: it must have at least 256, the bytes"
              .formatted(size));
    }
    if (!(fraction > 0 && fraction <= 1)) {
      throw new IllegalArgumentException(
          "fraction %s of the text is outside (0, 1]: 0.9 leaves the last tenth out"
              .formatted(fraction));
    }
    BytePairs pairs = new BytePairs();
    TextPieces pieces = new TextPieces(pairs::count);
    long[] left = {(long) (fraction * text.bytes())};
    text.forEachCodePoint(
        codePoint -> {
          if (left[0] > 0) {
            pieces.accept(codePoint);
          }
          left[0] -= Utf8.length(codePoint);
        });
    pieces.end();
    return of(pairs.merges(size - BYTES));
  }

  @Override
  public int size() {
    return bytes.length;
  }

  @Override
  public Map<String, Object> description() {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("kind", KIND);
    description.put("size", size());
    description.put("merges", Arrays.stream(merges).boxed().toList());
    return description;
  }

  /** Makes the vocabulary of a saved list, which may hold anything. */
  static BytePairVocabulary of(List<?> merges) {
    int[] numbers = new int[merges.size()];
    for (int i = 0; i < numbers.length; i++) {
      if (!(merges.get(i) instanceof Integer number)) {
        throw new IllegalArgumentException(
            "number %d of the merges is %s and no token id: the list is damaged"
                .formatted(i, merges.get(i)));
      }
      numbers[i] = number;
    }
    return of(numbers);
  }

  @Override
  public Encoder encoder(IntConsumer ids) {
    Map<String, int[]> known = new HashMap<>();
    TextPieces pieces =
        new TextPieces(
            piece -> {
              int[] tokens = known.get(piece);
              if (tokens == null) {
                tokens = merged(piece.getBytes(StandardCharsets.UTF_8));
                if (known.size() < REMEMBERED) {
                  known.put(piece, tokens);
                }
              }
              for (int token : tokens) {
                ids.accept(token);
              }
            });
    return new Encoder() {
      private long position;

      @Override
      public void accept(int codePoint) {
        Utf8.requireCharacter(codePoint, position++);
        pieces.accept(codePoint);
      }

      @Override
      public void end() {
        pieces.end();
      }
    };
  }

  /** Merges the pair with the lowest rank, all its places from the left, until none is left. */
  private int[] merged(byte[] piece) {
    int[] tokens = new int[piece.length];
    for (int i = 0; i < piece.length; i++) {
      tokens[i] = Byte.toUnsignedInt(piece[i]);
    }
    int length = tokens.length;
    while (true) {
      int best = Integer.MAX_VALUE;
      for (int i = 0; i + 1 < length; i++) {
        best = Math.min(best, ranks.getOrDefault(BytePairs.pair(tokens[i], tokens[i + 1]), best));
      }
      if (best == Integer.MAX_VALUE) {
        return Arrays.copyOf(tokens, length);
      }
      int left = merges[2 * (best - BYTES)];
      int right = merges[2 * (best - BYTES) + 1];
      length = BytePairs.replace(tokens, length, left, right, best);
    }
  }

  @Override
  public String decode(int... ids) {
    requireTokens(ids);
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (int id : ids) {
      text.writeBytes(bytes[id]);
    }
    return text.toString(StandardCharsets.UTF_8);
  }

  @Override
  public long characters(int... ids) {
    requireTokens(ids);
    return Arrays.stream(ids).mapToLong(id -> ByteVocabulary.characters(bytes[id])).sum();
  }

  @Override
  public String separator() {
    return "";
  }

  /**
   * Returns what a token stands for.
   *
   * @param id the token, in [0, V)
   * @return its bytes in an array of its own, UTF-8 or a part of it, at least one
   * @throws IllegalArgumentException if the id is not in [0, V)
   */
  public byte[] bytes(int id) {
    requireTokens(id);
    return bytes[id].clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BytePairVocabulary v && Arrays.equals(merges, v.merges);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(merges);
  }

  @Override
  public String toString() {
    return "%d byte pairs".formatted(size());
  }
}
