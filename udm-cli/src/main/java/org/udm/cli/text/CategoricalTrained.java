package org.udm.cli.text;

import java.util.List;
import java.util.Optional;
import org.udm.core.bound.Nelbo;
import org.udm.core.predict.X0Predictor;
import org.udm.core.reverse.ReverseKernel;
import org.udm.core.reverse.ReverseKernels;
import org.udm.core.sample.GridSampler;
import org.udm.core.sample.PredictThenCorrect;
import org.udm.core.sample.SampleListener;
import org.udm.core.sample.Sampler;
import org.udm.core.sample.Transition;
import org.udm.core.schedule.TimeGrid;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.categorical.BeliefUse;
import org.udm.discrete.categorical.Categorical;
import org.udm.discrete.categorical.CategoricalRateNelbo;
import org.udm.discrete.categorical.CategoricalStepNelbo;
import org.udm.discrete.categorical.GibbsCorrector;
import org.udm.discrete.categorical.MarkovKernel;
import org.udm.discrete.net.TransformerPredictor;

/**
 * A trained model of replaced tokens.
 *
 * @param categorical the corruption
 * @param predictor the network
 */
record CategoricalTrained(Categorical categorical, TransformerPredictor predictor)
    implements TextTrained {
  private static final int STEPS = 128;

  /** The samplers by their names on the command line. */
  enum Kernel {
    MARKOV,
    SAME_NOISE,
    FRESH,
    GIBBS
  }

  @Override
  public TransformerPredictor predictor(TokenBatch classes) {
    return predictor.given(classes);
  }

  @Override
  public Optional<Nelbo<TokenBatch>> bound(int steps, int draws) {
    return Optional.of(
        steps == 0
            ? CategoricalRateNelbo.of(categorical).withDraws(draws)
            : stepped(BeliefUse.SUMMED, steps, draws));
  }

  /** The bound of a sampler that uses its beliefs in a given way. */
  Nelbo<TokenBatch> stepped(BeliefUse use, int steps, int draws) {
    return CategoricalStepNelbo.of(categorical, use, TimeGrid.uniform(steps))
        .withStepsPerRow(Math.min(draws, steps));
  }

  @Override
  public Sampler<TokenBatch> sampler(TokenBatch classes, int... lengths) {
    Transition<TokenBatch> step =
        PredictThenCorrect.of(predictor(classes), MarkovKernel.of(categorical));
    return GridSampler.of(categorical.prior(lengths), step, TimeGrid.uniform(STEPS));
  }

  @Override
  public Choice choose(Wish wish) {
    wish.requireNone("remask", wish.remask(), "remasking is a sampler of masked models");
    Kernel kernel =
        wish.kernel() == null
            ? wish.corrections() == null ? Kernel.MARKOV : Kernel.GIBBS
            : Words.choose("kernel", wish.kernel(), List.of(Kernel.values()));
    if (kernel != Kernel.GIBBS) {
      wish.requireNone(
          "corrections",
          wish.corrections(),
          "it is of --kernel gibbs; choose that, or leave it out");
    }
    int steps = wish.steps() == null ? STEPS : wish.steps();
    return new Choice(
        Words.of(kernel),
        steps,
        (known, classes, listener, predicted) ->
            sampler(
                kernel,
                wish,
                steps,
                known,
                TextTrained.watched(
                    predictor(classes).withDraws(wish.draws()).withGuidance(wish.guidance()),
                    predicted),
                listener),
        peers -> Notes.none());
  }

  private Sampler<TokenBatch> sampler(
      Kernel kernel,
      Wish wish,
      int steps,
      Patterns known,
      X0Predictor<TokenBatch> watched,
      SampleListener<TokenBatch> listener) {
    Transition<TokenBatch> step =
        PredictThenCorrect.of(watched, reverse(kernel)).withCondition(known.condition());
    if (kernel == Kernel.GIBBS) {
      int corrections = wish.corrections() == null ? 1 : wish.corrections();
      step = new GibbsCorrector(step, watched, categorical, corrections);
    }
    return GridSampler.of(categorical.prior(known.lengths()), step, TimeGrid.uniform(steps))
        .withListener(listener);
  }

  private ReverseKernel<TokenBatch> reverse(Kernel kernel) {
    return switch (kernel) {
      case MARKOV, GIBBS -> MarkovKernel.of(categorical);
      case SAME_NOISE -> ReverseKernels.same(categorical, categorical);
      case FRESH -> ReverseKernels.fresh(categorical);
    };
  }

  @Override
  public void close() {
    predictor.close();
  }
}
