package org.udm.discrete.text;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.udm.core.random.RandomStream;
import org.udm.core.train.DataSource;
import org.udm.discrete.TokenBatch;

/**
 * A text as token rows: a part to learn from and a part kept back.
 *
 * <p>The text is encoded once, as a stream, into a file of ids that is mapped into memory; so it
 * may be larger than memory. The file is named by the content of the text and the vocabulary and is
 * used again by later runs.
 *
 * <p>Of n tokens the first floor((1 - f - g) n) are for training, those up to floor((1 - g) n) for
 * validation and the others for the test, f and g being the fractions of validation and test; where
 * rows are documents, n counts documents.
 *
 * <pre>{@code
 * TextSource text = TextSource.of(Path.of("shakespeare.txt"));
 * Vocabulary vocabulary = CharacterVocabulary.learn(text);
 * TextData data = TextData.open(text, vocabulary, TextOptions.blocks(64), Path.of("cache"));
 * DataSource<TokenBatch> source = data.training(12);                      // random blocks
 * Stream<TokenBatch> heldBack = data.batches(TextPart.VALIDATION, 64);    // every token once
 * }</pre>
 */
public final class TextData {
  private static final int RUN = 1 << 20; // tokens: 4 MB
  private static final int HASH_DIGITS = 16; // of the content in a file's name: 64 bits
  private static final int VOCABULARY_DIGITS = 8; // of the vocabulary: 32 bits

  private final TextSource text;
  private final String hash;
  private final Vocabulary vocabulary;
  private final TextOptions options;
  private final NumberFile ids; // [n]
  private final NumberFile starts; // [documents + 1], null for blocks
  private final long cut; // the first token, or document, of the validation part
  private final long testCut; // and of the test part

  private TextData(
      TextSource text,
      String hash,
      Vocabulary vocabulary,
      TextOptions options,
      NumberFile ids,
      NumberFile starts) {
    this.text = text;
    this.hash = hash;
    this.vocabulary = vocabulary;
    this.options = options;
    this.ids = ids;
    this.starts = starts;
    this.cut = cut(units());
    this.testCut = testCut(units());
  }

  /**
   * Encodes a text, or finds it encoded, and cuts it into parts.
   *
   * @param text the text
   * @param vocabulary has a token for everything in it
   * @param options how it becomes rows
   * @param cache a directory for the encoded text, made if need be: one to four bytes a token
   * @return the data
   * @throws TextDataException if the text cannot be read or encoded, or is too short for the rows
   */
  public static TextData open(
      TextSource text, Vocabulary vocabulary, TextOptions options, Path cache) {
    return open(text, vocabulary, options, cache, NumberFile.CHUNK);
  }

  static TextData open(
      TextSource text, Vocabulary vocabulary, TextOptions options, Path cache, int chunk) {
    boolean documents = options.unit().isDocument();
    if (text.isBytes() && (documents || !vocabulary.equals(ByteVocabulary.of()))) {
      throw new TextDataException(
          "%s: a source of bytes is for blocks of a byte vocabulary, not for %s rows of %s; use TextSource.of for text"
              .formatted(text, options.unit().name().toLowerCase(Locale.ROOT), vocabulary.name()));
    }
    String hash = text.hash();
    String name =
        "text-%s-%s-%s"
            .formatted(
                hash.substring("sha256:".length()).substring(0, HASH_DIGITS),
                vocabulary
                    .fingerprint()
                    .substring("sha256:".length())
                    .substring(0, VOCABULARY_DIGITS),
                options.unit().name().toLowerCase(Locale.ROOT));
    Path idFile = cache.resolve(name + ".ids");
    Path startFile = cache.resolve(name + ".starts");
    if (!Files.exists(idFile) || documents && !Files.exists(startFile)) {
      if (documents) {
        TextEncoding.documents(text, vocabulary, options.unit(), idFile, startFile);
      } else {
        TextEncoding.whole(text, vocabulary, idFile);
      }
    }
    return new TextData(
            text,
            hash,
            vocabulary,
            options,
            NumberFile.open(idFile, chunk),
            documents ? NumberFile.open(startFile, chunk) : null)
        .requireRows();
  }

  private long units() {
    return starts == null ? ids.count() : starts.count() - 1;
  }

  private long cut(long units) {
    return (long) ((1 - (options.validationFraction() + options.testFraction())) * units);
  }

  private long testCut(long units) {
    return (long) ((1 - options.testFraction()) * units);
  }

  private boolean isEnough(long units, long least) {
    double g = options.testFraction();
    return cut(units) >= least
        && testCut(units) - cut(units) >= least
        && (g == 0 || units - testCut(units) >= least);
  }

  private TextData requireRows() {
    long least = options.unit().isDocument() ? 1 : options.length();
    if (isEnough(units(), least)) {
      return this;
    }
    double f = options.validationFraction();
    double g = options.testFraction();
    long needed = (long) Math.ceil(least / Math.min(f, 1 - f));
    while (!isEnough(needed, least)) {
      needed++;
    }
    throw new TextDataException(
        "%s: too short: %s, %d for training and %d for validation (fraction %s)%s, but each part needs %d; give at least %s%s or another validation fraction"
            .formatted(
                text,
                counted(units()),
                cut,
                testCut - cut,
                f,
                g == 0 ? "" : " and %d for the test (fraction %s)".formatted(units() - testCut, g),
                least,
                counted(needed),
                starts == null ? ", shorter blocks" : ""));
  }

  /** Such as "1 token" or "12 lines". */
  private String counted(long n) {
    String unit = starts == null ? "token" : options.unit().name().toLowerCase(Locale.ROOT);
    return n + " " + unit + (n == 1 ? "" : "s");
  }

  /**
   * Returns the rows of training steps: blocks from uniformly drawn places, or uniformly drawn
   * documents; of a document that is longer than a row may be, a uniformly drawn piece.
   *
   * <p>Row i of a batch depends on the streams of row i only.
   *
   * @param rows the rows B of a batch, at least 1
   * @return the source
   */
  public DataSource<TokenBatch> training(int rows) {
    requirePositive(rows);
    return (step, rng) -> {
      int[][] batch = new int[rows][];
      for (int i = 0; i < rows; i++) {
        Span span = draw(rng.row(i));
        batch[i] = ids.ids(span.from(), span.length());
      }
      return TokenBatch.of(batch);
    };
  }

  /**
   * Returns a part of the text cut into rows that follow one another, every token once: blocks of
   * length L and what is left, or documents and their pieces.
   *
   * @param part the part
   * @param rows the rows of a batch, at least 1; the last batch may have fewer
   * @return the batches, in the order of the text, read as they are asked for
   */
  public Stream<TokenBatch> batches(TextPart part, int rows) {
    requirePositive(rows);
    return batches(spans(part), rows);
  }

  /**
   * Returns some of the rows of {@link #batches(TextPart, int)}, spread evenly over the part: what
   * a quick look at a bound needs. It draws nothing; the same rows come at every call.
   *
   * @param part the part
   * @param rows the rows of a batch, at least 1; the last batch may have fewer
   * @param most how many rows in all, at least 1; where the part has fewer, all of them
   * @return the batches, in the order of the text, read as they are asked for
   */
  public Stream<TokenBatch> spread(TextPart part, int rows, long most) {
    requirePositive(rows);
    if (most < 1) {
      throw new IllegalArgumentException(
          "at most %d rows of a text: it must be at least 1".formatted(most));
    }
    long all = rows(part);
    long chosen = Math.min(most, all);
    long[] credit = {0};
    // Each row adds chosen / all; a row is taken whenever a whole one has come together.
    return batches(
        spans(part)
            .filter(
                span -> {
                  credit[0] += chosen;
                  boolean taken = credit[0] >= all;
                  credit[0] -= taken ? all : 0;
                  return taken;
                }),
        rows);
  }

  private Stream<TokenBatch> batches(Stream<Span> chosen, int rows) {
    Iterator<Span> spans = chosen.iterator();
    Iterator<TokenBatch> batches =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return spans.hasNext();
          }

          @Override
          public TokenBatch next() {
            List<int[]> batch = new ArrayList<>(rows);
            do {
              Span span = spans.next();
              batch.add(ids.ids(span.from(), span.length()));
            } while (batch.size() < rows && spans.hasNext());
            return TokenBatch.of(batch.toArray(int[][]::new));
          }
        };
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(batches, Spliterator.ORDERED | Spliterator.NONNULL),
        false);
  }

  private static void requirePositive(int rows) {
    if (rows < 1) {
      throw new IllegalArgumentException(
          "batches of %d rows: there must be at least 1".formatted(rows));
    }
  }

  /** Consecutive tokens. */
  private record Span(long from, int length) {
    static long pieces(long tokens, int length) {
      return (tokens + length - 1) / length;
    }

    /** Piece k of the tokens from one place to another. */
    static Span piece(long from, long to, int length, long k) {
      long start = from + k * length;
      return new Span(start, (int) Math.min(length, to - start));
    }
  }

  private Span draw(RandomStream rng) {
    int length = options.length();
    if (starts == null) {
      return new Span(index(cut - length + 1, rng), length);
    }
    long document = index(cut, rng);
    long from = starts.at(document);
    long to = starts.at(document + 1);
    long pieces = Span.pieces(to - from, length);
    return Span.piece(from, to, length, pieces == 1 ? 0 : index(pieces, rng));
  }

  /** Draws from 0, ..., n - 1; above 2^31 the probabilities are equal to 2^-53 n. */
  static long index(long n, RandomStream rng) {
    return n <= Integer.MAX_VALUE ? rng.index((int) n) : (long) (rng.uniform() * n);
  }

  /** The first token, or document, of a part. */
  private long first(TextPart part) {
    return switch (part) {
      case TRAINING -> 0;
      case VALIDATION -> cut;
      case TEST -> testCut;
    };
  }

  /** The token, or document, after a part. */
  private long end(TextPart part) {
    return switch (part) {
      case TRAINING -> cut;
      case VALIDATION -> testCut;
      case TEST -> units();
    };
  }

  private Stream<Span> spans(TextPart part) {
    return spans(part, options.length());
  }

  /** A part in pieces of a length, the last of them, or of each document, shorter. */
  private Stream<Span> spans(TextPart part, int length) {
    long from = first(part);
    long to = end(part);
    if (starts == null) {
      return LongStream.range(0, Span.pieces(to - from, length))
          .mapToObj(k -> Span.piece(from, to, length, k));
    }
    return LongStream.range(from, to)
        .boxed()
        .flatMap(
            d -> {
              long first = starts.at(d);
              long end = starts.at(d + 1);
              return LongStream.range(0, Span.pieces(end - first, length))
                  .mapToObj(k -> Span.piece(first, end, length, k));
            });
  }

  /**
   * Returns a part of the text in runs as long as can be, every token once, for statistics that
   * count neighbours: documents, or what is one text; both are cut after a million tokens.
   *
   * @param part the part
   * @return batches of one row each, in the order of the text, read as they are asked for
   */
  public Stream<TokenBatch> runs(TextPart part) {
    return batches(spans(part, RUN), 1);
  }

  /**
   * Returns how many tokens a part has.
   *
   * @param part the part
   * @return its tokens
   */
  public long tokens(TextPart part) {
    return starts == null ? end(part) - first(part) : starts.at(end(part)) - starts.at(first(part));
  }

  /**
   * Returns how many rows {@link #batches} cuts a part into.
   *
   * @param part the part
   * @return its rows
   */
  public long rows(TextPart part) {
    return spans(part).count();
  }

  /**
   * Returns how likely each length of a row of {@link #training} is.
   *
   * @return its probability by length, with sum 1 [L + 1]
   */
  public double[] lengths() {
    int length = options.length();
    double[] likely = new double[length + 1];
    if (starts == null) {
      likely[length] = 1;
      return likely;
    }
    for (long d = 0; d < cut; d++) {
      long tokens = starts.at(d + 1) - starts.at(d);
      long full = (tokens - 1) / length; // pieces before the last
      likely[length] += full / (full + 1.0);
      likely[(int) (tokens - full * length)] += 1 / (full + 1.0);
    }
    Arrays.setAll(likely, l -> likely[l] / cut);
    return likely;
  }

  /**
   * Returns the vocabulary.
   *
   * @return the vocabulary
   */
  public Vocabulary vocabulary() {
    return vocabulary;
  }

  /**
   * Returns how the text becomes rows.
   *
   * @return the options
   */
  public TextOptions options() {
    return options;
  }

  /**
   * Returns the hash of the text, as {@link TextSource#hash}.
   *
   * @return {@code sha256:...}
   */
  public String hash() {
    return hash;
  }

  /**
   * Returns what a run should remember of its data.
   *
   * @return source, hash, unit, length, fraction, tokens of both parts
   */
  public Map<String, Object> description() {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("text", text.toString());
    description.put("hash", hash);
    description.put("unit", options.unit().name().toLowerCase(Locale.ROOT));
    description.put("length", options.length());
    description.put("validationFraction", options.validationFraction());
    description.put("trainingTokens", tokens(TextPart.TRAINING));
    description.put("validationTokens", tokens(TextPart.VALIDATION));
    if (options.testFraction() > 0) {
      description.put("testFraction", options.testFraction());
      description.put("testTokens", tokens(TextPart.TEST));
    }
    return description;
  }
}
