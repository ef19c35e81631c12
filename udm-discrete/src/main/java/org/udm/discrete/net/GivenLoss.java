package org.udm.discrete.net;

import org.udm.core.given.Given;
import org.udm.core.train.Example;
import org.udm.discrete.TokenBatch;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;
import org.udm.torch.train.Loss;

/**
 * The loss of rows with their sources, {@code -log q(x_0 | x_t, c)}: the source is kept clean.
 *
 * <pre>{@code
 * MaskedLoss loss = MaskedLoss.of(Transformer.of(shape.withSource(ids, longest)), mask);
 * try (var learner = LossLearner.of(GivenLoss.of(loss), options, runtime)) {
 *   Trainer.of(pairs, objectiveOf(Conditional.corruption(masking)), learner).run(0, 1_000, rng);
 *   TransformerPredictor predictor = loss.predictor(learner.weights());
 *   X0Predictor<Given<TokenBatch, TokenBatch>> ofPairs = Conditional.predictor(predictor::given);
 * }
 * }</pre>
 *
 * <p>Where some sources of the training rows are empty ({@link TokenBatch#dropped}), the same
 * weights learn {@code q(x_0 | x_t)}, too, which classifier-free guidance needs.
 */
public final class GivenLoss implements Loss<Given<TokenBatch, TokenBatch>> {
  private final SourcedLoss loss;

  private GivenLoss(SourcedLoss loss) {
    this.loss = loss;
  }

  /**
   * Returns the loss of rows with sources.
   *
   * @param loss the loss of rows, of a network that reads sources
   * @return the loss
   */
  public static GivenLoss of(SourcedLoss loss) {
    return new GivenLoss(loss);
  }

  @Override
  public ParameterLayout layout() {
    return loss.layout();
  }

  @Override
  public long units(Given<TokenBatch, TokenBatch> x0) {
    return loss.units(x0.x());
  }

  @Override
  public Part of(Weights weights, Example<Given<TokenBatch, TokenBatch>> some, long unitsOfBatch) {
    Example<TokenBatch> rows =
        new Example<>(some.x0().x(), some.xt().x(), some.t(), some.weights());
    return loss.of(weights, rows, some.x0().c(), unitsOfBatch);
  }
}
