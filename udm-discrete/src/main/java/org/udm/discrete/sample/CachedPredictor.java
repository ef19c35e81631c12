package org.udm.discrete.sample;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.udm.core.Times;
import org.udm.core.predict.PredictionCost;
import org.udm.core.random.RandomStreams;
import org.udm.discrete.TokenBatch;

/**
 * A predictor that asks another one only about rows that changed since the last call.
 *
 * <p>Row i of a call is compared with row i of the call before: its tokens and, if the predictor
 * sees time, its time. Results are those of the predictor itself. It serves samplers whose kernel
 * often leaves a row as it is, such as remasking in many steps; {@code UnmaskingTransition} has no
 * use for it.
 *
 * <p>It remembers, so it belongs to one sampling run on one thread, and it keeps the beliefs of the
 * last call reachable.
 */
public final class CachedPredictor implements TokenPredictor {
  /** One call of the predictor: what it was shown and what it said. */
  private static final class Source { // equal to itself alone
    private final TokenBatch xt;
    private final TokenBelief belief;

    Source(TokenBatch xt, TokenBelief belief) {
      this.xt = xt;
      this.belief = belief;
    }
  }

  /** What is known about one row: a call, and the row's number in it. */
  private record Entry(Source source, int row, double time) {}

  private final TokenPredictor predictor;
  private List<Entry> last = List.of();
  private long rowsEvaluated;

  private CachedPredictor(TokenPredictor predictor) {
    this.predictor = predictor;
  }

  /**
   * Returns a predictor that remembers.
   *
   * @param predictor the predictor; rows must not influence each other in it
   * @return the predictor, with an empty memory
   */
  public static CachedPredictor of(TokenPredictor predictor) {
    return new CachedPredictor(predictor);
  }

  /**
   * Returns how many rows the other predictor predicted.
   *
   * @return the number of rows, over all calls
   */
  public long rowsEvaluated() {
    return rowsEvaluated;
  }

  @Override
  public TimeUse timeUse() {
    return predictor.timeUse();
  }

  @Override
  public TokenBelief predict(TokenBatch xt, Times t) {
    t.forRowsOf(xt);
    int[] changed = new int[xt.rows()];
    int count = 0;
    List<Entry> now = new ArrayList<>();
    for (int i = 0; i < xt.rows(); i++) {
      boolean known = i < last.size() && stillHolds(last.get(i), xt.row(i), t.at(i));
      now.add(known ? last.get(i) : null);
      if (!known) {
        changed[count++] = i;
      }
    }
    int cost = 0;
    if (count > 0) {
      int[] rows = Arrays.copyOf(changed, count);
      TokenBatch part = xt.gather(rows);
      Source source = new Source(part, predictor.ofRows(rows).predict(part, t.gather(rows)));
      for (int r = 0; r < count; r++) {
        now.set(rows[r], new Entry(source, r, t.at(rows[r])));
      }
      cost = PredictionCost.of(source.belief);
      rowsEvaluated += cost;
    }
    last = List.copyOf(now);
    return new Remembered(xt, last, cost);
  }

  private boolean stillHolds(Entry entry, int[] row, double time) {
    return Arrays.equals(entry.source.xt.row(entry.row), row)
        && (predictor.timeUse() == TimeUse.IGNORES_TIME || entry.time == time);
  }

  /** Rows that are given something are told apart by their numbers, which change; so it forgets. */
  @Override
  public TokenPredictor ofRows(int... rows) {
    TokenPredictor some = predictor.ofRows(rows);
    return some == predictor ? this : some;
  }

  /** A belief whose rows were predicted in several calls. */
  private record Remembered(TokenBatch xt, List<Entry> entries, int rowsPredicted)
      implements TokenBelief, PredictionCost {

    @Override
    public int rows() {
      return entries.size();
    }

    /** Asks one call about its part of some places; see {@link #bySource}. */
    private interface Question {
      /**
       * Answers.
       *
       * @param source the call
       * @param index row r of the call is row index[r] of the batch, or -1 if it no longer is
       * @param at the places, under the row numbers of the call
       * @param place the numbers of these places in the whole list
       */
      void ask(Source source, int[] index, Positions at, int[] place);
    }

    private void bySource(Positions at, Question question) {
      List<Source> sources =
          Arrays.stream(at.rowsInvolved()).mapToObj(i -> entries.get(i).source).distinct().toList();
      for (Source source : sources) {
        int[] index = new int[source.xt.rows()];
        Arrays.fill(index, -1);
        for (int i = 0; i < entries.size(); i++) {
          if (entries.get(i).source == source) {
            index[entries.get(i).row] = i;
          }
        }
        int[] place =
            IntStream.range(0, at.size())
                .filter(k -> entries.get(at.row(k)).source == source)
                .toArray();
        Positions own =
            Positions.of(
                Arrays.stream(place).map(k -> entries.get(at.row(k)).row).toArray(),
                Arrays.stream(place).map(at::position).toArray());
        question.ask(source, index, own, place);
      }
    }

    @Override
    public double[] logProbAt(TokenBatch x0, Positions at) {
      double[] logs = new double[at.size()];
      bySource(
          at,
          (source, index, own, place) -> {
            TokenBatch clean =
                source.xt.map((r, l, id) -> index[r] < 0 ? id : x0.token(index[r], l));
            double[] answers = source.belief.logProbAt(clean, own);
            for (int k = 0; k < place.length; k++) {
              logs[place[k]] = answers[k];
            }
          });
      return logs;
    }

    @Override
    public double[][] logProbsAt(Positions at) {
      double[][] logs = new double[at.size()][];
      bySource(
          at,
          (source, index, own, place) -> {
            double[][] answers = source.belief.logProbsAt(own);
            for (int k = 0; k < place.length; k++) {
              logs[place[k]] = answers[k];
            }
          });
      return logs;
    }

    @Override
    public int[] drawAt(Positions at, RandomStreams rng) {
      int[] tokens = new int[at.size()];
      bySource(
          at,
          (source, index, own, place) -> {
            int[] rows = Arrays.stream(index).map(i -> Math.max(i, 0)).toArray();
            int[] answers = source.belief.drawAt(own, rng.rows(rows));
            for (int k = 0; k < place.length; k++) {
              tokens[place[k]] = answers[k];
            }
          });
      return tokens;
    }

    @Override
    public TokenBatch draw(RandomStreams rng) {
      Positions all = Positions.all(xt);
      return all.put(drawAt(all, rng), xt);
    }

    @Override
    public double[] logProb(TokenBatch x0) {
      x0.requireLengthsOf(xt);
      Positions all = Positions.all(x0);
      double[] logs = logProbAt(x0, all);
      double[] sums = new double[rows()];
      for (int k = 0; k < logs.length; k++) {
        sums[all.row(k)] += logs[k];
      }
      return sums;
    }

    @Override
    public Optional<TokenBatch> mean() {
      return Optional.empty(); // tokens have none
    }
  }
}
