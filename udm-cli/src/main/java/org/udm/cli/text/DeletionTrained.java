package org.udm.cli.text;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.udm.core.bound.DrawnNelbo;
import org.udm.core.bound.Nelbo;
import org.udm.core.predict.X0Predictor;
import org.udm.core.reverse.ReverseKernel;
import org.udm.core.reverse.ReverseKernels;
import org.udm.core.sample.GridSampler;
import org.udm.core.sample.PredictThenCorrect;
import org.udm.core.sample.SampleListener;
import org.udm.core.sample.Sampler;
import org.udm.core.schedule.TimeGrid;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.edit.Deletion;
import org.udm.discrete.edit.DeletionKernel;
import org.udm.discrete.edit.DeletionRateNelbo;
import org.udm.discrete.edit.Infilling;
import org.udm.discrete.edit.MissCount;
import org.udm.discrete.net.causal.Seq2SeqPredictor;

/**
 * A trained model of deleted tokens.
 *
 * @param deletion the corruption
 * @param predictor the network
 */
record DeletionTrained(Deletion deletion, Seq2SeqPredictor predictor) implements TextTrained {
  private static final int STEPS = 16; // each writes a whole row
  private static final int GUESSES = 4; // rows drawn at each time of a bound

  /** The samplers by their names on the command line. */
  enum Kernel {
    SAME_NOISE,
    FRESH
  }

  @Override
  public Seq2SeqPredictor predictor(TokenBatch classes) {
    return predictor.given(classes);
  }

  @Override
  public Optional<Nelbo<TokenBatch>> bound(int steps, int draws) {
    return Optional.of(bound(deletion, steps, draws));
  }

  /** The bound of deletion, in continuous time if there are 0 steps. */
  static Nelbo<TokenBatch> bound(Deletion deletion, int steps, int draws) {
    return steps == 0
        ? DeletionRateNelbo.of(deletion, GUESSES).withDraws(draws)
        : DrawnNelbo.of(
                deletion,
                DeletionKernel.of(deletion),
                x0 -> new double[x0.rows()],
                TimeGrid.uniform(steps))
            .withDraws(GUESSES)
            .withStepsPerRow(Math.min(draws, steps));
  }

  @Override
  public Sampler<TokenBatch> sampler(TokenBatch classes, int... lengths) {
    return GridSampler.of(
        deletion.prior(),
        PredictThenCorrect.of(
            predictor(classes), DeletionKernel.of(deletion).withFallback(MissCount.create())),
        TimeGrid.uniform(STEPS));
  }

  @Override
  public Choice choose(Wish wish) {
    wish.requireNone("remask", wish.remask(), "remasking is a sampler of masked models");
    wish.requireNone("corrections", wish.corrections(), "it is of --kernel gibbs, which " + OTHER);
    wish.requireNone("length", wish.length(), "a model of deletion writes texts of free length");
    Kernel kernel =
        wish.kernel() == null
            ? Kernel.SAME_NOISE
            : Words.choose("kernel", wish.kernel(), List.of(Kernel.values()));
    int steps = wish.steps() == null ? STEPS : wish.steps();
    MissCount misses = MissCount.create();
    long before = predictor.tally().evaluations();
    return new Choice(
        Words.of(kernel),
        steps,
        (known, classes, listener, predicted) ->
            sampler(
                TextTrained.watched(
                    predictor(classes).withDraws(wish.draws()).withGuidance(wish.guidance()),
                    predicted),
                kernel == Kernel.FRESH
                    ? ReverseKernels.fresh(deletion)
                    : DeletionKernel.of(deletion).withFallback(misses),
                steps,
                known.ends(),
                listener),
        peers ->
            notes(
                peers.sum(
                    misses.misses(), misses.rows(), predictor.tally().evaluations() - before)));
  }

  /** What is to be told of misses, of as many rows, and of evaluations of the decoder. */
  private static Notes notes(double[] counts) {
    MissCount misses = MissCount.create();
    misses.onStep((int) counts[0], (int) counts[1]);
    return new Notes(
        Map.of("misses", misses.misses(), "decoder_positions", (long) counts[2]),
        misses.misses() == 0 ? "" : "; " + misses);
  }

  private Sampler<TokenBatch> sampler(
      X0Predictor<TokenBatch> watched,
      ReverseKernel<TokenBatch> kernel,
      int steps,
      Patterns.Ends ends,
      SampleListener<TokenBatch> listener) {
    Infilling between = Infilling.of(deletion, ends.prefix(), ends.suffix());
    return GridSampler.of(
            between.prior(),
            PredictThenCorrect.of(watched, between.kernel(kernel))
                .withCondition(between.condition()),
            TimeGrid.uniform(steps))
        .withListener(listener);
  }

  @Override
  public void close() {
    predictor.close();
  }
}
