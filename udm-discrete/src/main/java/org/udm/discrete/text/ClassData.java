package org.udm.discrete.text;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.udm.core.given.Given;
import org.udm.core.train.DataSource;
import org.udm.discrete.TokenBatch;

/**
 * Texts of K classes as token rows that are given their class, a source of the one token k in [0,
 * K); of one text without a class rows are given nothing.
 *
 * <p>Each text is cut into parts by itself, so every class is in every part.
 *
 * <pre>{@code
 * ClassData data = texts.open(vocabulary, TextOptions.documents(RowUnit.LINE, 64), cache);
 * DataSource<Given<TokenBatch, TokenBatch>> source = data.training(12);
 * data.shares(); // how likely a class is in a batch
 * }</pre>
 */
public final class ClassData {
  private final List<TextData> texts; // [K], or one without a class
  private final double[] shares; // [K] or [1]

  private ClassData(List<TextData> texts, double... shares) {
    this.texts = texts;
    this.shares = shares;
  }

  /**
   * Returns the rows of texts.
   *
   * @param texts the text of each class [K], or one text without a class
   * @return the rows
   * @throws IllegalArgumentException if there is no text
   */
  public static ClassData of(List<TextData> texts) {
    if (texts.isEmpty()) {
      throw new IllegalArgumentException("the rows of no text: give at least one");
    }
    double[] rows = texts.stream().mapToDouble(text -> text.rows(TextPart.TRAINING)).toArray();
    double all = Arrays.stream(rows).sum();
    return new ClassData(List.copyOf(texts), Arrays.stream(rows).map(own -> own / all).toArray());
  }

  /**
   * Returns the parts of the training rows that are of each class.
   *
   * @return their shares, with sum 1 [K]; [1] without classes
   */
  public double[] shares() {
    return shares.clone();
  }

  /**
   * Returns the rows of training steps: each of a class that is drawn by its {@link #shares share},
   * and from its text as {@link TextData#training} draws.
   *
   * <p>Row i of a batch depends on the streams of row i only.
   *
   * @param rows the rows B of a batch, at least 1
   * @return the source
   */
  public DataSource<Given<TokenBatch, TokenBatch>> training(int rows) {
    if (texts.size() == 1) {
      DataSource<TokenBatch> source = texts.get(0).training(rows);
      return (step, rng) -> given(source.batch(step, rng), 0);
    }
    List<DataSource<TokenBatch>> each = texts.stream().map(text -> text.training(1)).toList();
    return (step, rng) -> {
      int[][] batch = new int[rows][];
      int[][] classes = new int[rows][];
      for (int i = 0; i < rows; i++) {
        int k = rng.named("class").row(i).categorical(shares);
        batch[i] = each.get(k).batch(step, rng.fromRow(i)).row(0);
        classes[i] = new int[] {k};
      }
      return new Given<>(TokenBatch.of(batch), TokenBatch.of(classes));
    };
  }

  /**
   * Returns some rows of a part, class after class, each spread over its text as {@link
   * TextData#spread} does, in the proportions of the part.
   *
   * @param part the part
   * @param rows the rows of a batch, at least 1; the last batch of a class may have fewer
   * @param most about how many rows in all, at least 1, and at least one of each class
   * @return the batches, the same at every call
   */
  public Stream<Given<TokenBatch, TokenBatch>> spread(TextPart part, int rows, long most) {
    if (texts.size() == 1) {
      return texts.get(0).spread(part, rows, most).map(batch -> given(batch, 0));
    }
    double all = texts.stream().mapToLong(text -> text.rows(part)).sum();
    return each(
        k -> {
          double own = texts.get(k).rows(part);
          long chosen = Math.max(1, Math.round(own * Math.min(1, most / all)));
          return texts.get(k).spread(part, rows, chosen).map(batch -> given(batch, k));
        });
  }

  private Given<TokenBatch, TokenBatch> given(TokenBatch rows, int k) {
    return new Given<>(rows, TokenBatch.filled(rows.rows(), texts.size() == 1 ? 0 : 1, k));
  }

  /**
   * Returns a part in runs as long as can be, as {@link TextData#runs}, class after class.
   *
   * @param part the part
   * @return batches of one row each, read as they are asked for
   */
  public Stream<TokenBatch> runs(TextPart part) {
    return each(k -> texts.get(k).runs(part));
  }

  /** What is read of the texts, one after the other. */
  private <T> Stream<T> each(IntFunction<Stream<T>> read) {
    return IntStream.range(0, texts.size()).mapToObj(read).reduce(Stream.empty(), Stream::concat);
  }

  /**
   * Returns the text of a class.
   *
   * @param k the class, in [0, K); 0 without classes
   * @return its rows
   */
  public TextData text(int k) {
    return texts.get(k);
  }

  /**
   * Returns how many rows a part has.
   *
   * @param part the part
   * @return the rows of all classes
   */
  public long rows(TextPart part) {
    return texts.stream().mapToLong(text -> text.rows(part)).sum();
  }
}
