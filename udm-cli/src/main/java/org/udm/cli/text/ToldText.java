package org.udm.cli.text;

import org.udm.cli.run.TorchModel;
import org.udm.core.given.Conditional;
import org.udm.core.given.Given;
import org.udm.core.train.Example;
import org.udm.core.train.Objective;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.net.GivenLoss;
import org.udm.discrete.net.SourcedLoss;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;
import org.udm.torch.train.Loss;

/**
 * A family of text whose rows come with the class that they are told, if any.
 *
 * @param of the family
 * @param classes what its network is told
 * @param lengths of the rows that are written where nothing is said of them
 */
record ToldText(TextModel of, TextClasses classes, TextLengths.Drawn lengths)
    implements TorchModel<Given<TokenBatch, TokenBatch>> {

  @Override
  public Objective<Given<TokenBatch, TokenBatch>, ?> objective() {
    return told(of.objective());
  }

  private static <E> Objective<Given<TokenBatch, TokenBatch>, E> told(
      Objective<TokenBatch, E> rows) {
    return new Objective<>(
        Conditional.corruption(rows.corruption()), rows.timeLaw(), rows.weight());
  }

  @Override
  public Loss<Given<TokenBatch, TokenBatch>> loss() {
    return classes.areTold() ? GivenLoss.of((SourcedLoss) of.loss()) : new Untold(of.loss());
  }

  @Override
  public ToldTrained trained(Weights weights) {
    return new ToldTrained(of.trained(weights), classes, lengths);
  }

  /**
   * The loss of a network that is told nothing.
   *
   * @param of the loss of the rows alone
   */
  private record Untold(Loss<TokenBatch> of) implements Loss<Given<TokenBatch, TokenBatch>> {

    @Override
    public ParameterLayout layout() {
      return of.layout();
    }

    @Override
    public long units(Given<TokenBatch, TokenBatch> x0) {
      return of.units(x0.x());
    }

    @Override
    public Part of(
        Weights weights, Example<Given<TokenBatch, TokenBatch>> some, long unitsOfBatch) {
      return of.of(
          weights,
          new Example<>(some.x0().x(), some.xt().x(), some.t(), some.weights()),
          unitsOfBatch);
    }
  }
}
