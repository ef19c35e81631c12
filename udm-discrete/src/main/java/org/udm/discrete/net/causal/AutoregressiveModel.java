package org.udm.discrete.net.causal;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.udm.core.Times;
import org.udm.core.predict.X0Belief;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.RandomStreams;
import org.udm.core.sample.Sampler;
import org.udm.core.sample.Samples;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.metric.Judge;
import org.udm.discrete.net.TransformerShape;
import org.udm.discrete.sample.DrawOptions;
import org.udm.torch.parameter.Weights;

/**
 * An autoregressive network with its weights: it writes rows, goes on with prompts, and says how
 * likely given rows are.
 *
 * <pre>{@code
 * model.draw(16, RandomStreams.of(1)).x0();
 * model.withPrompts(TokenBatch.of(vocabulary.encode("ROMEO:"))).draw(16, rng);
 * model.logProb(rows);             // exact
 * model.perplexity(othersSamples); // as a judge of other models' samples
 * }</pre>
 *
 * <p>It is an x_0-predictor that does not look at x_t, so that {@link ExactLikelihood} reports it
 * beside the bounds of diffusion models.
 */
public final class AutoregressiveModel
    implements Sampler<TokenBatch>, X0Predictor<TokenBatch>, Judge, AutoCloseable {
  private final RowLaw law;
  private final int length;
  private final TokenBatch prompts; // [B], or a single row for all
  private final AtomicReference<Tally> tally; // shared with the models made of this one

  private AutoregressiveModel(
      RowLaw law, int length, TokenBatch prompts, AtomicReference<Tally> tally) {
    this.law = law;
    this.length = length;
    this.prompts = prompts;
    this.tally = tally;
  }

  /**
   * Returns the model of a network.
   *
   * @param network the network
   * @param support whether the end of a row is drawn or its length is given, as in its loss
   * @param weights its weights, which the model frees when it is closed
   * @return the model, which draws exactly rows of, or up to, the network's length
   * @throws IllegalArgumentException if the support asks for visible tokens
   */
  public static AutoregressiveModel of(
      Autoregressive network, RowSupport support, Weights weights) {
    return new AutoregressiveModel(
        RowLaw.of(network.rows(), requireNothingSeen(support), weights),
        network.shape().length(),
        TokenBatch.of(new int[0]),
        new AtomicReference<>(Tally.NONE));
  }

  static RowSupport requireNothingSeen(RowSupport support) {
    if (support.keepsTokens()) {
      throw new IllegalArgumentException(
          "an autoregressive model of " + support + ": it sees no x_t (give prompts)");
    }
    return support;
  }

  /**
   * Returns the same model with other draws; anything but {@link DrawOptions#exact()} leaves the
   * law. It shares the weights.
   *
   * @param others how tokens and ends are drawn
   * @return the model
   */
  public AutoregressiveModel withDraws(DrawOptions others) {
    return new AutoregressiveModel(law.with(others), length, prompts, tally);
  }

  /**
   * Returns the same model that writes rows of another length, or up to it where ends are drawn;
   * rows that reach it before their end are cut there. It shares the weights.
   *
   * @param other at least 1, at most the network's
   * @return the model
   * @throws IllegalArgumentException if the length is out of range
   */
  public AutoregressiveModel withLength(int other) {
    int longest = law.network().decoder().longest();
    if (other < 1 || other > longest) {
      throw new IllegalArgumentException(
          "rows of %d tokens from a network of up to %d: the length must be from 1 to that"
              .formatted(other, longest));
    }
    return new AutoregressiveModel(law, other, prompts, tally);
  }

  /**
   * Returns the same model that goes on with given beginnings: draws are exact draws from the law
   * of the rest. It shares the weights.
   *
   * @param others the first tokens of each row that will be drawn [B]; a single row serves all
   * @return the model
   * @throws IllegalArgumentException if a beginning is not one of the network's rows
   */
  public AutoregressiveModel withPrompts(TokenBatch others) {
    TransformerShape.requireLength(others, length);
    others.requireIdsBelow(law.network().decoder().vocabulary());
    return new AutoregressiveModel(law, length, others, tally);
  }

  /**
   * Draws rows. The number of evaluations counts single positions of a row: a row of L tokens costs
   * about L.
   *
   * @throws IllegalArgumentException if there are prompts for another number of rows
   * @throws java.util.concurrent.CancellationException if the thread is interrupted; its interrupt
   *     flag stays set
   */
  @Override
  public Samples<TokenBatch> draw(int rows, RandomStreams rng) {
    if (prompts.rows() != 1 && prompts.rows() != rows) {
      throw new IllegalArgumentException(
          "%d rows from %d prompts: give one for each row, or one for all"
              .formatted(rows, prompts.rows()));
    }
    TransformerShape.requireLength(prompts, length);
    int[] limits = new int[rows];
    Arrays.fill(limits, length);
    CachedDecoding.Drawn drawn =
        CachedDecoding.draw(
            law,
            new RowNetwork.Evidence(TokenBatch.filled(rows, 0, 0), Times.all(rows, 1), null),
            limits,
            (row, position) -> {
              int prompt = prompts.rows() == 1 ? 0 : row;
              return position < prompts.length(prompt)
                  ? prompts.token(prompt, position)
                  : Constraint.NONE;
            },
            rng);
    count(drawn.tally());
    return new Samples<>(drawn.rows(), drawn.tally().evaluations());
  }

  /**
   * Returns how likely given rows are, ends included where they are drawn: as a judge, take one
   * that was trained on rows of the same length.
   *
   * @param rows token rows [B]
   * @return log q(row) in nats [B]
   * @throws IllegalArgumentException if a row is longer than the network or an id unknown to it
   */
  @Override
  public double[] logProb(TokenBatch rows) {
    return predict(rows, Times.all(rows.rows(), 0)).logProb(rows);
  }

  /**
   * Returns how likely each token of given rows is after those before it.
   *
   * @param rows token rows [B]
   * @return log q in nats by row and position; where ends are drawn, a row shorter than the network
   *     has its end's behind the last token's [B][length or length + 1]
   * @throws IllegalArgumentException if a row is longer than the network or an id unknown to it
   */
  public double[][] tokenLogProbs(TokenBatch rows) {
    RowLaw.Answers answers =
        law.answers(rows, new RowNetwork.Evidence(rows, Times.all(rows.rows(), 0), null));
    int longest = law.network().decoder().longest();
    double[][] logs = new double[rows.rows()][];
    Arrays.setAll(logs, i -> new double[law.support().units(rows.length(i), longest)]);
    for (int k = 0; k < answers.logs().length; k++) {
      logs[answers.at().row(k)][answers.at().position(k)] = answers.logs()[k];
    }
    return logs;
  }

  /**
   * Returns the belief that does not look at x_t, but at its lengths where no ends are drawn.
   *
   * @param xt any rows [B]
   * @param t any times [B]
   * @return the law of rows
   */
  @Override
  public X0Belief<TokenBatch> predict(TokenBatch xt, Times t) {
    return RowBelief.of(law, new RowNetwork.Evidence(xt, t, null), this::count);
  }

  private void count(Tally more) {
    tally.accumulateAndGet(more, Tally::plus);
  }

  /**
   * Returns what draws have cost so far, those of models made of this one included.
   *
   * @return rows, cut rows, and positions evaluated
   */
  public Tally tally() {
    return tally.get();
  }

  /** Frees the weights; this model cannot be asked any more. */
  @Override
  public void close() {
    law.weights().close();
  }
}
