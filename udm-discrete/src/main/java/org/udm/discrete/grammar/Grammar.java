package org.udm.discrete.grammar;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.udm.core.random.RandomStream;
import org.udm.core.train.DataSource;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.text.WordVocabulary;

/**
 * A language with a known law: a probabilistic grammar with finitely many sentences.
 *
 * <p>A rule reads {@code NAME -> 'word' NAME [weight] | ...}: words stand in quotes, {@code ''} is
 * nothing, weights are relative and 1 where they are missing, {@code #} begins a comment line, and
 * the first rule is the sentence. Rules may not go in a circle: depth is written into the names.
 *
 * <p>A row is a sentence filled up with the end word to the fixed length L, so the entropy of a row
 * is that of a sentence. The end word belongs to no rule.
 *
 * <pre>{@code
 * Grammar g = Grammar.of("""
 *     S -> 'the' N 'sleeps' | 'the' N 'sees the' N [2]
 *     N -> 'cat' | 'dog'
 *     """);
 * g.entropy();                          // nats per sentence, exact
 * g.logProb("the cat sleeps .");        // log(1/3 * 1/2)
 * g.isGrammatical("the cat the dog ."); // false
 * DataSource<TokenBatch> source = g.source(64);
 * }</pre>
 *
 * <p>The bound that a model reaches on fresh sentences can be compared with {@link #entropy()}: no
 * model is better, and the excess is what it has not learned.
 */
public final class Grammar {
  private static final String DEFAULT_END = ".";

  private final String text;
  private final String end;
  private final WordVocabulary vocabulary;
  private final Automaton automaton;
  private final int length;

  private Grammar(String text, Rules rules, String end) {
    this.text = text;
    this.end = end;
    List<String> words = new ArrayList<>(rules.words());
    if (words.contains(end)) {
      throw new IllegalArgumentException(
          "the end word \"%s\" is also a word of the rules: leave it out there, or name another: Grammar.of(rules, end)"
              .formatted(end));
    }
    words.add(end);
    this.vocabulary = WordVocabulary.of(words);
    Map<String, Integer> ids = new HashMap<>();
    words.forEach(word -> ids.put(word, vocabulary.id(word)));
    this.automaton = Automaton.of(rules, ids);
    this.length = automaton.maxLength() + 1;
  }

  /**
   * Returns the grammar of a rule text, with "." as the end word.
   *
   * @param rules the rules, one or more lines
   * @return the grammar
   * @throws IllegalArgumentException if the text is no grammar or the language is not finite
   */
  public static Grammar of(String rules) {
    return of(rules, DEFAULT_END);
  }

  /**
   * Returns the grammar of a rule text.
   *
   * @param rules the rules, one or more lines
   * @param end the end word, which no rule has
   * @return the grammar
   * @throws IllegalArgumentException if the text is no grammar or the language is not finite
   */
  public static Grammar of(String rules, String end) {
    return new Grammar(rules, Rules.parse(rules), end);
  }

  /**
   * Returns the language of the demonstration: English sentences in which determiner, noun and verb
   * agree in number, also across a relative clause.
   *
   * @return the grammar, V = 27 and L = 11; 143,856 sentences, 8.86 nats of entropy
   */
  public static Grammar english() {
    return of(English.RULES);
  }

  /**
   * Returns the rule text.
   *
   * @return what {@link #of} was given
   */
  public String rules() {
    return text;
  }

  /**
   * Returns the end word.
   *
   * @return what a row is filled up with
   */
  public String end() {
    return end;
  }

  /**
   * Returns the vocabulary: the words in the order of the rules, and the end word last.
   *
   * @return the vocabulary
   */
  public WordVocabulary vocabulary() {
    return vocabulary;
  }

  /**
   * Returns the length of a row: that of the longest sentence and one end word.
   *
   * @return L
   */
  public int length() {
    return length;
  }

  /** The law of the words before the end word. */
  Automaton automaton() {
    return automaton;
  }

  /**
   * Returns the exact entropy of the language.
   *
   * @return nats per sentence, which is nats per row
   */
  public double entropy() {
    return automaton.entropy();
  }

  /**
   * Returns the mean number of words of a sentence, the end word not counted.
   *
   * @return the mean
   */
  public double meanWords() {
    return automaton.meanLength();
  }

  /**
   * Returns the number of different sentences.
   *
   * @return the number, exact up to 2^53
   */
  public double sentences() {
    return automaton.sentences();
  }

  /**
   * Draws a sentence.
   *
   * @param rng its source of randomness
   * @return words separated by spaces, the end word last
   */
  public String sample(RandomStream rng) {
    return text(sampleRow(rng));
  }

  /**
   * Draws a sentence as a row.
   *
   * @param rng its source of randomness
   * @return ids [L], filled up with the end word
   */
  public int[] sampleRow(RandomStream rng) {
    int[] sentence = automaton.sample(rng);
    int[] row = Arrays.copyOf(sentence, length);
    Arrays.fill(row, sentence.length, length, vocabulary.id(end));
    return row;
  }

  /**
   * Returns the exact log probability of a sentence.
   *
   * @param sentence words separated by white space, with or without end words behind them
   * @return the log probability in nats, -infinity if the sentence is not grammatical
   */
  public double logProb(String sentence) {
    List<String> words = Arrays.stream(sentence.strip().split("\\s+")).toList();
    return words.stream().allMatch(vocabulary::contains)
        ? logProb(words.stream().mapToInt(vocabulary::id).toArray())
        : Double.NEGATIVE_INFINITY;
  }

  /**
   * Returns the exact log probability of a row.
   *
   * @param row ids, with or without end words behind the sentence; any other id, such as the mask,
   *     is no word
   * @return the log probability in nats, -infinity if the row is not grammatical
   */
  public double logProb(int[] row) {
    return automaton.logProb(Arrays.copyOf(row, words(row)));
  }

  /** The number of words before the end words. */
  private int words(int[] row) {
    int endId = vocabulary.id(end);
    int words = row.length;
    while (words > 0 && row[words - 1] == endId) {
      words--;
    }
    return words;
  }

  /**
   * Tells whether a text is a sentence of the language.
   *
   * @param sentence words separated by white space, with or without end words behind them
   * @return true if its probability is positive
   */
  public boolean isGrammatical(String sentence) {
    return logProb(sentence) > Double.NEGATIVE_INFINITY;
  }

  /**
   * Tells whether a row is a sentence of the language.
   *
   * @param row ids, with or without end words behind the sentence
   * @return true if its probability is positive
   */
  public boolean isGrammatical(int[] row) {
    return logProb(row) > Double.NEGATIVE_INFINITY;
  }

  /**
   * Returns which part of a batch is grammatical.
   *
   * @param rows at least one row of ids
   * @return the share in [0, 1]
   */
  public double grammaticalShare(TokenBatch rows) {
    if (rows.rows() == 0) {
      throw new IllegalArgumentException("the grammatical share of no rows: give at least one");
    }
    int good = 0;
    for (int i = 0; i < rows.rows(); i++) {
      good += isGrammatical(rows.row(i)) ? 1 : 0;
    }
    return (double) good / rows.rows();
  }

  /**
   * Returns the text of a row, its end words as one.
   *
   * @param row ids, each in [0, V)
   * @return words separated by spaces
   */
  public String text(int[] row) {
    return vocabulary.decode(Arrays.copyOf(row, Math.min(row.length, words(row) + 1)));
  }

  /**
   * Returns fresh sentences for every training step; row i depends on the streams of row i only.
   *
   * @param rows the rows B of a batch, at least 1
   * @return the source of rows [B, L]
   */
  public DataSource<TokenBatch> source(int rows) {
    return source(rows, this::sampleRow);
  }

  /**
   * Returns fresh sentences for every training step as rows of their own lengths, without end
   * words: for models that write rows of any length.
   *
   * @param rows the rows B of a batch, at least 1
   * @return the source of rows [B], each of 0 to L - 1 words
   */
  public DataSource<TokenBatch> raggedSource(int rows) {
    return source(rows, automaton::sample);
  }

  private static DataSource<TokenBatch> source(int rows, Function<RandomStream, int[]> sentence) {
    if (rows < 1) {
      throw new IllegalArgumentException(
          "batches of %d rows: there must be at least 1".formatted(rows));
    }
    return (step, rng) -> {
      int[][] batch = new int[rows][];
      for (int i = 0; i < rows; i++) {
        batch[i] = sentence.apply(rng.row(i));
      }
      return TokenBatch.of(batch);
    };
  }
}
