package org.udm.cli.text;

import java.util.List;
import java.util.Map;
import org.udm.cli.console.UserException;
import org.udm.core.Prior;
import org.udm.core.predict.X0Predictor;
import org.udm.core.reverse.ReverseKernel;
import org.udm.core.reverse.ReverseKernels;
import org.udm.core.sample.Condition;
import org.udm.core.sample.GridSampler;
import org.udm.core.sample.PredictThenCorrect;
import org.udm.core.sample.SampleListener;
import org.udm.core.sample.Sampler;
import org.udm.core.sample.Transition;
import org.udm.core.schedule.TimeGrid;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.mask.ConfidenceUnmasking;
import org.udm.discrete.mask.FirstHittingSampler;
import org.udm.discrete.mask.Masking;
import org.udm.discrete.mask.RemaskingKernel;
import org.udm.discrete.mask.UnmaskingKernel;
import org.udm.discrete.mask.UnmaskingTransition;
import org.udm.discrete.sample.CachedPredictor;
import org.udm.discrete.sample.TokenPredictor;

/** The samplers of masked diffusion, by their names on the command line. */
enum MaskedKernel {
  FIRST_HITTING,
  UNMASK,
  REMASK,
  CONFIDENCE,
  FRESH,
  MIX;

  private static final int STEPS = 256;
  private static final double PART = 0.1; // of the largest lawful remasking rate

  /** The kernel that the options ask for. */
  static MaskedKernel of(TextTrained.Wish wish) {
    boolean traced = wish.trace() == TextTrained.Trace.SHOWN;
    boolean onGrid = wish.steps() != null || traced;
    MaskedKernel chosen =
        wish.kernel() == null
            ? onGrid ? UNMASK : FIRST_HITTING
            : Words.choose("kernel", wish.kernel(), List.of(values()));
    if (chosen == FIRST_HITTING && onGrid) {
      throw UserException.usage(
          "--%s with --kernel first-hitting: it has no common steps; choose --kernel unmask"
              .formatted(traced ? "trace" : "steps " + wish.steps()));
    }
    requireRemasking(chosen, wish);
    return chosen;
  }

  /** Refuses a rate of remasking for another kernel. */
  static void requireRemasking(MaskedKernel chosen, TextTrained.Wish wish) {
    if (chosen != REMASK && wish.remask() != null) {
      throw UserException.usage(
          "--remask %s without --kernel remask: add it, or leave --remask out"
              .formatted(wish.remask()));
    }
  }

  /** The steps of the time grid that the options ask for. */
  static int steps(TextTrained.Wish wish) {
    return wish.steps() == null ? STEPS : wish.steps();
  }

  /**
   * The sampler with this kernel.
   *
   * @param prior the law of x_1
   * @param condition what is known of x_0
   */
  Sampler<TokenBatch> sampler(
      Masking masking,
      TokenPredictor predictor,
      TextTrained.Wish wish,
      Prior<TokenBatch> prior,
      Condition<TokenBatch> condition,
      SampleListener<TokenBatch> listener,
      Runnable predicted) {
    if (this == FIRST_HITTING) {
      return FirstHittingSampler.of(TextTrained.watched(predictor, predicted), masking, prior)
          .withCondition(condition);
    }
    X0Predictor<TokenBatch> watched =
        TextTrained.watched(this == UNMASK ? predictor : CachedPredictor.of(predictor), predicted);
    Transition<TokenBatch> transition =
        switch (this) {
          case UNMASK -> UnmaskingTransition.of(watched, masking).withCondition(condition);
          case CONFIDENCE -> {
            // what is visible stays, so that it is enough to put in what is known
            Transition<TokenBatch> step = new ConfidenceUnmasking(watched, masking);
            yield (xt, t, s, rng) ->
                step.step(condition.onState(xt, t, rng.named("condition")), t, s, rng);
          }
          default ->
              PredictThenCorrect.of(watched, reverse(masking, wish)).withCondition(condition);
        };
    return GridSampler.of(prior, transition, TimeGrid.uniform(steps(wish))).withListener(listener);
  }

  /** What is to be told of draws. */
  TextTrained.Notes notes() {
    return this == CONFIDENCE
        ? new TextTrained.Notes(
            Map.of(), " (the most confident tokens first: not the law of the model)")
        : TextTrained.Notes.none();
  }

  /** The reverse kernel, of those that have one. */
  ReverseKernel<TokenBatch> reverse(Masking masking, TextTrained.Wish wish) {
    return switch (this) {
      case UNMASK -> UnmaskingKernel.of(masking);
      case REMASK -> remasking(masking, wish.remask());
      case FRESH -> ReverseKernels.fresh(masking);
      default ->
          ReverseKernels.mixture(
              (t, s) -> 0.5, ReverseKernels.same(masking, masking), ReverseKernels.fresh(masking));
    };
  }

  private static ReverseKernel<TokenBatch> remasking(Masking masking, Double part) {
    try {
      return RemaskingKernel.rescaled(masking, part == null ? PART : part);
    } catch (IllegalArgumentException e) {
      throw UserException.usage("--remask %s: it must be a number from 0 to 1".formatted(part));
    }
  }
}
