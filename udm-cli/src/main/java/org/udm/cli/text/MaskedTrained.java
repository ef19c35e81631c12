package org.udm.cli.text;

import java.util.Optional;
import org.udm.core.bound.Nelbo;
import org.udm.core.sample.Sampler;
import org.udm.core.schedule.TimeGrid;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.mask.FirstHittingSampler;
import org.udm.discrete.mask.MaskedNelbo;
import org.udm.discrete.mask.MaskedStepNelbo;
import org.udm.discrete.mask.Masking;
import org.udm.discrete.net.TransformerPredictor;

/**
 * A trained masked diffusion model.
 *
 * @param masking the corruption
 * @param predictor the network
 */
record MaskedTrained(Masking masking, TransformerPredictor predictor) implements TextTrained {

  @Override
  public TransformerPredictor predictor(TokenBatch classes) {
    return predictor.given(classes);
  }

  @Override
  public Optional<Nelbo<TokenBatch>> bound(int steps, int draws) {
    return Optional.of(bound(masking, steps, draws));
  }

  /** The bound of masking, in continuous time if there are 0 steps. */
  static Nelbo<TokenBatch> bound(Masking masking, int steps, int draws) {
    return steps == 0
        ? MaskedNelbo.of(masking).withDraws(draws)
        : MaskedStepNelbo.of(masking, TimeGrid.uniform(steps))
            .withStepsPerRow(Math.min(draws, steps));
  }

  @Override
  public Sampler<TokenBatch> sampler(TokenBatch classes, int... lengths) {
    return FirstHittingSampler.of(predictor(classes), masking, masking.prior(lengths));
  }

  @Override
  public Choice choose(Wish wish) {
    wish.requireNone("corrections", wish.corrections(), "it is of --kernel gibbs, which " + OTHER);
    MaskedKernel kernel = MaskedKernel.of(wish);
    return new Choice(
        Words.of(kernel),
        kernel == MaskedKernel.FIRST_HITTING ? null : MaskedKernel.steps(wish),
        (known, classes, listener, predicted) ->
            kernel.sampler(
                masking,
                predictor(classes).withDraws(wish.draws()).withGuidance(wish.guidance()),
                wish,
                masking.prior(known.lengths()),
                known.condition(),
                listener,
                predicted),
        peers -> kernel.notes());
  }

  @Override
  public void close() {
    predictor.close();
  }
}
