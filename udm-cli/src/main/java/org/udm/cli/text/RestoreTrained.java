package org.udm.cli.text;

import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.udm.cli.run.Trained;
import org.udm.core.Prior;
import org.udm.core.bound.Nelbo;
import org.udm.core.given.Conditional;
import org.udm.core.given.Given;
import org.udm.core.predict.X0Predictor;
import org.udm.core.reverse.ReverseKernel;
import org.udm.core.sample.GridSampler;
import org.udm.core.sample.PredictThenCorrect;
import org.udm.core.sample.Sampler;
import org.udm.core.schedule.TimeGrid;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.edit.Deletion;
import org.udm.discrete.edit.DeletionKernel;
import org.udm.discrete.edit.MissCount;
import org.udm.discrete.mask.Masking;
import org.udm.discrete.mask.UnmaskingKernel;
import org.udm.discrete.net.Guidance;
import org.udm.discrete.net.TransformerPredictor;
import org.udm.discrete.net.causal.Seq2SeqPredictor;
import org.udm.discrete.sample.DrawOptions;

/**
 * A trained model of sentences given their sources.
 *
 * @param given the predictor of rows given sources, by how they are drawn
 * @param prior the law of x_1
 * @param kernel the reverse kernel
 * @param judged the bound, by steps and draws
 * @param steps of the sampler, where nothing is said
 * @param examples sources to write from where none is given
 * @param weights frees them
 */
record RestoreTrained(
    Function<Manner, Function<TokenBatch, X0Predictor<TokenBatch>>> given,
    Prior<TokenBatch> prior,
    ReverseKernel<TokenBatch> kernel,
    BiFunction<Integer, Integer, Nelbo<TokenBatch>> judged,
    int steps,
    TokenBatch examples,
    Runnable weights)
    implements Trained<Given<TokenBatch, TokenBatch>> {
  private static final int MASKED_STEPS = 64;
  private static final int DELETION_STEPS = 4; // each writes a whole row

  /**
   * How tokens are drawn.
   *
   * @param draws from the belief, or from a sharper law
   * @param guidance how strongly the source guides
   */
  record Manner(DrawOptions draws, Guidance guidance) {

    /** From the law of the model. */
    static Manner exact() {
      return new Manner(DrawOptions.exact(), Guidance.none());
    }

    /** The likeliest token each time. */
    static Manner likeliest() {
      return new Manner(DrawOptions.exact().withTopP(1e-9), Guidance.none());
    }

    /** The same, guided. */
    Manner guided(Guidance other) {
      return new Manner(draws, other);
    }
  }

  static RestoreTrained of(
      Masking masking, int length, TransformerPredictor predictor, TokenBatch examples) {
    return new RestoreTrained(
        manner -> predictor.withDraws(manner.draws()).withGuidance(manner.guidance())::given,
        masking.prior(length),
        UnmaskingKernel.of(masking),
        (steps, draws) -> MaskedTrained.bound(masking, steps, draws),
        MASKED_STEPS,
        examples,
        predictor::close);
  }

  static RestoreTrained of(Deletion deletion, Seq2SeqPredictor predictor, TokenBatch examples) {
    return new RestoreTrained(
        manner -> predictor.withDraws(manner.draws()).withGuidance(manner.guidance())::given,
        deletion.prior(),
        DeletionKernel.of(deletion).withFallback(MissCount.create()),
        (steps, draws) -> DeletionTrained.bound(deletion, steps, draws),
        DELETION_STEPS,
        examples,
        predictor::close);
  }

  @Override
  public X0Predictor<Given<TokenBatch, TokenBatch>> predictor() {
    return Conditional.predictor(given.apply(Manner.exact()));
  }

  @Override
  public Optional<Nelbo<Given<TokenBatch, TokenBatch>>> bound(int others, int draws) {
    return Optional.of(Conditional.bound(judged.apply(others, draws)));
  }

  @Override
  public Sampler<Given<TokenBatch, TokenBatch>> sampler() {
    return (rows, rng) ->
        sampler(RestoreTasks.inTurn(examples, rows), Manner.exact(), steps, () -> {})
            .draw(rows, rng);
  }

  /** The sampler of the sentences of some sources, one each. */
  Sampler<Given<TokenBatch, TokenBatch>> sampler(
      TokenBatch sources, Manner manner, int taken, Runnable predicted) {
    Function<TokenBatch, X0Predictor<TokenBatch>> predictors = given.apply(manner);
    return GridSampler.of(
        Conditional.prior(prior, sources),
        PredictThenCorrect.of(
            Conditional.predictor(
                (TokenBatch c) -> TextTrained.watched(predictors.apply(c), predicted)),
            Conditional.kernel(kernel)),
        TimeGrid.uniform(taken));
  }

  @Override
  public void close() {
    weights.run();
  }
}
