package org.udm.dl4j.net;

import java.util.Arrays;
import org.udm.core.Times;
import org.udm.core.random.RandomStreams;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.DrawOptions;
import org.udm.discrete.sample.FactorisedBelief;
import org.udm.discrete.sample.Positions;
import org.udm.discrete.sample.TimeUse;
import org.udm.discrete.sample.TokenBelief;
import org.udm.discrete.sample.TokenHead;
import org.udm.discrete.sample.TokenPredictor;
import org.udm.dl4j.graph.GraphInputs;

/**
 * A network of Deeplearning4j as x_0-predictor of tokens. Under masking visible tokens are carried
 * over and the network is asked about masked places; else it is asked about all.
 *
 * <p>A belief keeps the laws of all places in Java memory, B V L numbers. Rows without an open
 * place are not given to the network. It can be asked by one thread at a time.
 */
public final class TokenGraphPredictor implements TokenPredictor {
  private final TokenGraph graph;
  private final int mask; // negative: every place is open
  private final DrawOptions options;

  TokenGraphPredictor(TokenGraph graph, int mask, DrawOptions options) {
    this.graph = graph;
    this.mask = mask;
    this.options = options;
  }

  /**
   * Returns the same predictor with beliefs that are drawn from in another way; anything but {@link
   * DrawOptions#exact()} leaves the law. It shares the network.
   *
   * @param others how tokens are drawn
   * @return the predictor
   */
  public TokenGraphPredictor withDraws(DrawOptions others) {
    return new TokenGraphPredictor(graph, mask, others);
  }

  @Override
  public TimeUse timeUse() {
    return graph.timeUse();
  }

  @Override
  public TokenBelief predict(TokenBatch xt, Times t) {
    t.forRowsOf(xt);
    Positions open = mask < 0 ? Positions.all(xt) : Positions.holding(xt, mask);
    int[] rows = open.rowsInvolved(); // the others are carried over whole
    Laws laws = null;
    if (rows.length > 0) {
      TokenBatch some = xt.gather(rows);
      GraphInputs in = graph.inputs(some, t.gather(rows));
      laws = graph.laws(some, graph.network().output(in));
    }
    int[] found = new int[xt.rows()];
    for (int k = 0; k < rows.length; k++) {
      found[rows[k]] = k;
    }
    Head head = new Head(laws, found);
    FactorisedBelief belief =
        mask < 0 ? FactorisedBelief.of(xt, head) : FactorisedBelief.carryingOver(xt, mask, head);
    return belief.withRowsPredicted(rows.length);
  }

  /** The laws at the open places. */
  private final class Head implements TokenHead {
    private final Laws laws;
    private final int[] found; // the row of the laws for each row of x_t [B]

    Head(Laws laws, int[] found) {
      this.laws = laws;
      this.found = found;
    }

    @Override
    public double[] logProbAt(TokenBatch x0, Positions at) {
      int[] tokens = at.tokensOf(x0.requireIdsBelow(vocabulary()));
      double[] logs = new double[tokens.length];
      Arrays.setAll(logs, k -> Math.log(law(at, k)[tokens[k]]));
      return logs;
    }

    @Override
    public int vocabulary() {
      return graph.vocabulary();
    }

    @Override
    public double[][] logProbsAt(Positions at) {
      double[][] logs = new double[at.size()][];
      Arrays.setAll(logs, k -> Arrays.stream(law(at, k)).map(Math::log).toArray());
      return logs;
    }

    @Override
    public int[] drawAt(Positions at, RandomStreams rng) {
      return at.draw(
          rng,
          (place, stream) ->
              stream.categorical(
                  options.apply(Arrays.stream(law(at, place)).map(Math::log).toArray())));
    }

    private double[] law(Positions at, int place) {
      return laws.at(found[at.row(place)], at.position(place), c -> c == mask);
    }
  }
}
