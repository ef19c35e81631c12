package org.udm.discrete.restore;

import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.udm.core.random.RandomStreams;
import org.udm.core.train.DataSource;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.TokenPairs;
import org.udm.discrete.metric.TextErrors;
import org.udm.discrete.text.CharacterVocabulary;
import org.udm.discrete.text.TextDataException;
import org.udm.discrete.text.TextPart;
import org.udm.discrete.text.TextSource;
import org.udm.discrete.text.Vocabulary;

/**
 * Pairs of sentences: as source one without capitals and punctuation, as target the sentence.
 *
 * <p>Of n sentences the first floor((1 - f) n) are for training, the others for validation.
 * Sentences that are longer than a row may be, or of which nothing is left, are not counted.
 *
 * <pre>{@code
 * Vocabulary vocabulary = RestorationData.characters(text);
 * RestorationData data = RestorationData.of(text, vocabulary, RestorationOptions.rows(64));
 * DataSource<TokenPairs> source = data.training(32);
 * TokenPairs heldBack = data.batches(TextPart.VALIDATION, 100).findFirst().orElseThrow();
 * data.errors(heldBack.source(), heldBack.target()); // of a model that changes nothing
 * }</pre>
 */
public final class RestorationData {
  private final Vocabulary vocabulary;
  private final TokenPairs pairs;
  private final int cut; // the first row of the validation part

  private RestorationData(Vocabulary vocabulary, TokenPairs pairs, int cut) {
    this.vocabulary = vocabulary;
    this.pairs = pairs;
    this.cut = cut;
  }

  /**
   * Returns the characters of a text, and their small letters.
   *
   * @param text the text
   * @return a vocabulary that has all that the pairs need
   * @throws TextDataException if the text cannot be read
   */
  public static CharacterVocabulary characters(TextSource text) {
    BitSet seen = new BitSet();
    seen.set(' ');
    text.forEachCodePoint(seen::set);
    StringBuilder all = new StringBuilder();
    seen.stream().forEach(c -> all.appendCodePoint(c).appendCodePoint(Character.toLowerCase(c)));
    return CharacterVocabulary.of(all.toString());
  }

  /**
   * Makes the pairs of a text.
   *
   * @param text the text; its sentences are held in memory
   * @param vocabulary has tokens for sentences and sources, such as {@link #characters}
   * @param options how long rows are and how many are kept back
   * @return the pairs
   * @throws TextDataException if the text cannot be read or encoded, or gives no row for a part
   */
  public static RestorationData of(
      TextSource text, Vocabulary vocabulary, RestorationOptions options) {
    List<int[][]> rows =
        Sentences.of(text).stream()
            .map(s -> new int[][] {vocabulary.encode(Sentences.bare(s)), vocabulary.encode(s)})
            .filter(row -> row[0].length > 0)
            .filter(row -> Math.max(row[0].length, row[1].length) <= options.length())
            .toList();
    int cut = (int) ((1 - options.validationFraction()) * rows.size());
    if (cut == 0 || cut == rows.size()) {
      throw new TextDataException(
          "%s: %d sentences of at most %d tokens, %d of them for training: each part needs one; give more text or longer rows"
              .formatted(text, rows.size(), options.length(), cut));
    }
    TokenBatch sources = TokenBatch.of(rows.stream().map(row -> row[0]).toArray(int[][]::new));
    TokenBatch targets = TokenBatch.of(rows.stream().map(row -> row[1]).toArray(int[][]::new));
    return new RestorationData(vocabulary, new TokenPairs(sources, targets), cut);
  }

  /**
   * Returns the rows of training steps, uniformly drawn; row i of a batch depends on the streams of
   * row i only.
   *
   * @param rows the rows B of a batch, at least 1
   * @return the source
   */
  public DataSource<TokenPairs> training(int rows) {
    requirePositive(rows);
    return (step, rng) -> pairs.gather(drawn(rows, rng));
  }

  private int[] drawn(int rows, RandomStreams rng) {
    return IntStream.range(0, rows).map(i -> rng.row(i).index(cut)).toArray();
  }

  /**
   * Returns a part in its order.
   *
   * @param part training or validation; there is no test part
   * @param rows the rows of a batch, at least 1; the last batch may have fewer
   * @return the batches
   */
  public Stream<TokenPairs> batches(TextPart part, int rows) {
    requirePositive(rows);
    int first = part == TextPart.TRAINING ? 0 : cut;
    int end = first + rows(part);
    return IntStream.iterate(first, from -> from < end, from -> from + rows)
        .mapToObj(from -> pairs.slice(from, Math.min(end, from + rows)));
  }

  private static void requirePositive(int rows) {
    if (rows < 1) {
      throw new IllegalArgumentException(
          "batches of %d rows: there must be at least 1".formatted(rows));
    }
  }

  /**
   * Returns how many pairs a part has.
   *
   * @param part the part
   * @return its rows
   */
  public int rows(TextPart part) {
    return switch (part) {
      case TRAINING -> cut;
      case VALIDATION -> pairs.rows() - cut;
      case TEST -> 0;
    };
  }

  /**
   * Returns the length of the longest source or target.
   *
   * @return tokens, at least 1
   */
  public int maxLength() {
    return Math.max(pairs.source().maxLength(), pairs.target().maxLength());
  }

  /**
   * Compares what a model wrote with what it should have written, as text.
   *
   * @param written token rows [B], ids in [0, V)
   * @param targets token rows [B]
   * @return exact rows and character errors
   * @throws IllegalArgumentException if the numbers of rows differ or an id is not in [0, V)
   */
  public TextErrors errors(TokenBatch written, TokenBatch targets) {
    return TextErrors.of(texts(written), texts(targets));
  }

  private List<String> texts(TokenBatch rows) {
    return IntStream.range(0, rows.rows()).mapToObj(i -> vocabulary.decode(rows.row(i))).toList();
  }
}
