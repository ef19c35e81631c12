package org.udm.dl4j.net;

import org.udm.core.Times;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.DrawOptions;
import org.udm.discrete.sample.FactorisedBelief;
import org.udm.discrete.sample.LawHead;
import org.udm.discrete.sample.Positions;
import org.udm.discrete.sample.TimeUse;
import org.udm.discrete.sample.TokenBelief;
import org.udm.discrete.sample.TokenPredictor;

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
    Laws laws = rows.length == 0 ? null : laws(xt.gather(rows), t.gather(rows));
    int[] found = new int[xt.rows()]; // the row of the laws for each row of x_t
    for (int k = 0; k < rows.length; k++) {
      found[rows[k]] = k;
    }
    LawHead head =
        new LawHead(
            graph.vocabulary(), options, (row, l) -> laws.at(found[row], l, c -> c == mask));
    FactorisedBelief belief =
        mask < 0 ? FactorisedBelief.of(xt, head) : FactorisedBelief.carryingOver(xt, mask, head);
    return belief.withRowsPredicted(rows.length);
  }

  private Laws laws(TokenBatch xt, Times t) {
    return graph.laws(xt, graph.network().output(graph.inputs(xt, t)));
  }
}
