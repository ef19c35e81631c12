package org.udm.discrete.metric;

import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.text.TextData;
import org.udm.discrete.text.TextPart;

/**
 * Reports what generated rows are like, beside a text.
 *
 * <pre>{@code
 * Judge judge = KneserNey.train(data.runs(TextPart.TRAINING), data.vocabulary().size(), 6);
 * SampleEvaluation evaluation = SampleEvaluation.of(data, judge, SampleOptions.defaults());
 * SampleReport report = evaluation.report(samples);
 * SampleReport heldBack = evaluation.report(rowsOfTheTestPart); // what good numbers are
 * }</pre>
 */
public final class SampleEvaluation {
  private final Function<TextPart, Stream<TokenBatch>> runs;
  private final int vocabulary;
  private final Judge judge;
  private final SampleOptions options;
  private final TokenBatch reference; // the validation part

  private SampleEvaluation(
      Function<TextPart, Stream<TokenBatch>> runs,
      int vocabulary,
      Judge judge,
      SampleOptions options) {
    this.runs = runs;
    this.vocabulary = vocabulary;
    this.judge = judge;
    this.options = options;
    this.reference =
        TokenBatch.of(runs.apply(TextPart.VALIDATION).map(run -> run.row(0)).toArray(int[][]::new));
  }

  /**
   * Returns the evaluation beside a text; its validation part is read.
   *
   * @param data the text that the model was trained on
   * @param judge says how likely rows are
   * @param options what is counted
   * @return the evaluation
   */
  public static SampleEvaluation of(TextData data, Judge judge, SampleOptions options) {
    return of(data::runs, data.vocabulary().size(), judge, options);
  }

  /**
   * Returns the evaluation beside texts that need not be one; their validation part is read.
   *
   * @param runs a part of the texts in runs as long as can be, read anew at each call
   * @param vocabulary the number of tokens V
   * @param judge says how likely rows are
   * @param options what is counted
   * @return the evaluation
   */
  public static SampleEvaluation of(
      Function<TextPart, Stream<TokenBatch>> runs,
      int vocabulary,
      Judge judge,
      SampleOptions options) {
    return new SampleEvaluation(runs, vocabulary, judge, options);
  }

  /**
   * Reports on rows; the training part is read once.
   *
   * @param samples token rows [B], ids in [0, V), at least one as long as the longest n-gram
   * @return the report
   * @throws IllegalArgumentException if the rows are too short or an id is not in [0, V), as the
   *     mask is
   */
  public SampleReport report(TokenBatch samples) {
    samples.requireIdsBelow(vocabulary);
    return new SampleReport(
        samples.rows(),
        samples.tokens(),
        Diversity.unigramEntropy(samples),
        IntStream.rangeClosed(1, options.distinct())
            .mapToObj(n -> Diversity.distinct(samples, n))
            .toList(),
        Diversity.repetition(samples, options.repetition()),
        IntStream.rangeClosed(1, options.divergence())
            .mapToObj(n -> NGramDivergence.of(samples, reference, n))
            .toList(),
        CopiedText.of(samples, runs.apply(TextPart.TRAINING), options.copied()),
        judge.surprise(samples));
  }
}
