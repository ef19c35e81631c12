package org.udm.discrete.net.causal;

import org.udm.discrete.TokenBatch;
import org.udm.discrete.net.Guidance;
import org.udm.discrete.sample.DrawOptions;
import org.udm.discrete.sample.Positions;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.parameter.Weights;
import org.udm.torch.sample.Categorical;

/**
 * A causal network with its weights, and how rows are drawn from it.
 *
 * @param network the network
 * @param weights its weights
 * @param support which rows are possible
 * @param options how tokens are drawn; log probabilities do not depend on them
 * @param guidance how strongly sources guide draws; log probabilities do not depend on it
 */
record RowLaw(
    RowNetwork network,
    Weights weights,
    RowSupport support,
    DrawOptions options,
    Guidance guidance) {

  static RowLaw of(RowNetwork network, RowSupport support, Weights weights) {
    return new RowLaw(network, weights, support, DrawOptions.exact(), Guidance.none());
  }

  RowLaw with(DrawOptions other) {
    return new RowLaw(network, weights, support, other, guidance);
  }

  RowLaw with(Guidance other) {
    return new RowLaw(network, weights, support, options, other);
  }

  /**
   * The log probabilities of what was drawn.
   *
   * @param at the places that were asked about [N]
   * @param logs in nats [N]
   * @param impossible which rows have probability 0 whatever the network says [B]
   */
  record Answers(Positions at, double[] logs, boolean[] impossible) {}

  /** Returns log q of each token and end of given rows. */
  @SuppressWarnings("try") // the scope frees what the network made; only numbers leave it
  Answers answers(TokenBatch x0, RowNetwork.Evidence evidence) {
    TeacherForcing forcing = TeacherForcing.of(network, support, x0, evidence.xt());
    if (forcing.at().size() == 0) {
      return new Answers(forcing.at(), new double[0], forcing.impossible());
    }
    try (TensorScope scope = TensorScope.inference()) {
      Tensor logits = forcing.logits(network, support, weights, x0, evidence);
      return new Answers(
          forcing.at(),
          logits.crossEntropy(forcing.targets(weights)).negate().doubles(),
          forcing.impossible());
    }
  }

  /** Returns log q(x_0) row by row [B]. */
  double[] logProb(TokenBatch x0, RowNetwork.Evidence evidence) {
    Answers answers = answers(x0, evidence);
    double[] sums = new double[x0.rows()];
    for (int k = 0; k < answers.logs.length; k++) {
      sums[answers.at.row(k)] += answers.logs[k];
    }
    for (int i = 0; i < sums.length; i++) {
      sums[i] = answers.impossible[i] ? Double.NEGATIVE_INFINITY : sums[i];
    }
    return sums;
  }

  /**
   * The logits that classes are drawn by.
   *
   * @param logits F32 [S, V + 1], or [2 S, V + 1] with those of the rows without their sources
   * @param endless in which rows the end is impossible [S]
   * @return F32 [S, V + 1]
   */
  Tensor drawn(Tensor logits, boolean[] endless) {
    Tensor mixed = logits;
    if (!guidance.isNone()) {
      Tensor[] halves = logits.chunk(0, 2);
      mixed = guidance.of(halves[0], halves[1]);
    }
    return Categorical.filter(
        support.possible(weights, mixed, endless), options.temperature(), options.topP());
  }
}
