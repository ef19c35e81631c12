package org.udm.dl4j.net;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.udm.core.Times;
import org.udm.core.predict.X0Belief;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.RandomStream;
import org.udm.core.random.RandomStreams;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.DrawOptions;

/**
 * A graph of Deeplearning4j that writes token by token, as x_0-predictor for every corruption.
 *
 * <p>Tokens of x_0 depend on each other in this belief, so few reverse steps cost no model error of
 * the kind that a factorised belief has; a draw costs as many evaluations of the whole graph as the
 * longest row has tokens. It can be asked by one thread at a time.
 */
public final class RowPredictor implements X0Predictor<TokenBatch> {
  private final RowGraph graph;
  private final RowForm form;
  private final DrawOptions options;

  private RowPredictor(RowGraph graph, RowForm form, DrawOptions options) {
    this.graph = graph;
    this.form = form;
    this.options = options;
  }

  /**
   * Returns the predictor of a network.
   *
   * @param graph the network
   * @param form which rows x_0 it writes, as in its loss
   * @return the predictor, which draws from its belief exactly
   */
  public static RowPredictor of(RowGraph graph, RowForm form) {
    return new RowPredictor(graph, form, DrawOptions.exact());
  }

  /**
   * Returns the same predictor with beliefs that are drawn from in another way; anything but {@link
   * DrawOptions#exact()} leaves the law. It shares the network.
   *
   * @param others how tokens and ends are drawn
   * @return the predictor
   */
  public RowPredictor withDraws(DrawOptions others) {
    return new RowPredictor(graph, form, others);
  }

  @Override
  public X0Belief<TokenBatch> predict(TokenBatch xt, Times t) {
    return new RowBelief(xt, t.forRowsOf(xt));
  }

  /** Keeps what the network is shown, not what it said: each question costs an evaluation. */
  private final class RowBelief implements X0Belief<TokenBatch> {
    private final TokenBatch xt;
    private final Times t;

    RowBelief(TokenBatch xt, Times t) {
      this.xt = xt;
      this.t = t;
    }

    @Override
    public int rows() {
      return xt.rows();
    }

    /** The token at (row i, position l) is decided by the l-th uniform number of row i. */
    @Override
    public TokenBatch draw(RandomStreams rng) {
      RandomStream[] streams = new RandomStream[rows()];
      Arrays.setAll(streams, rng::row);
      int[][] written = new int[rows()][0];
      int[] open = IntStream.range(0, rows()).filter(i -> limit(i) > 0).toArray();
      for (int l = 0; open.length > 0; l++) {
        write(written, open, l, streams);
        int length = l + 1;
        open = Arrays.stream(open).filter(i -> goesOn(written[i], length, i)).toArray();
      }
      return TokenBatch.of(written);
    }

    private int limit(int row) {
      return form.limit(xt, row, graph.longest());
    }

    /** A row that drew its end is shorter than what was written. */
    private boolean goesOn(int[] row, int length, int i) {
      return row.length == length && length < limit(i);
    }

    /** Draws the l-th token of the open rows; the network is asked about those not certain. */
    private void write(int[][] written, int[] open, int l, RandomStream[] streams) {
      int[] asked = Arrays.stream(open).filter(i -> form.known(xt, i, l) == RowForm.NONE).toArray();
      Laws laws = null;
      if (asked.length > 0) {
        TokenBatch begun =
            TokenBatch.of(Arrays.stream(asked).mapToObj(i -> written[i]).toArray(int[][]::new));
        laws = laws(begun, asked);
      }
      int k = 0;
      for (int i : open) {
        int token = form.known(xt, i, l);
        if (token == RowForm.NONE) {
          token = streams[i].categorical(options.apply(logs(laws.at(k++, l, this::impossible))));
        } else {
          streams[i].bernoulli(0); // takes the number of a place that is certain
        }
        if (token < graph.vocabulary()) {
          written[i] = Arrays.copyOf(written[i], l + 1);
          written[i][l] = token;
        }
      }
    }

    @Override
    public double[] logProb(TokenBatch x0) {
      RowQuestions questions = RowQuestions.of(graph, form, x0, xt);
      double[] sums = new double[rows()];
      if (questions.classes().length > 0) {
        Laws laws = laws(x0, IntStream.range(0, rows()).toArray());
        for (int k = 0; k < questions.classes().length; k++) {
          int row = questions.at().row(k);
          double[] law = laws.at(row, questions.at().position(k), this::impossible);
          sums[row] += Math.log(law[questions.classes()[k]]);
        }
      }
      for (int i = 0; i < sums.length; i++) {
        sums[i] = questions.impossible()[i] ? Double.NEGATIVE_INFINITY : sums[i];
      }
      return sums;
    }

    private Laws laws(TokenBatch begun, int[] rows) {
      return graph.laws(
          begun, graph.network().output(graph.inputs(xt.gather(rows), t.gather(rows), begun)));
    }

    private boolean impossible(int c) {
      return form.isImpossible(c, graph.vocabulary());
    }

    @Override
    public Optional<TokenBatch> mean() {
      return Optional.empty(); // tokens have none
    }
  }

  private static double[] logs(double[] law) {
    return Arrays.stream(law).map(Math::log).toArray();
  }
}
