package org.udm.bench;

import java.util.concurrent.atomic.LongAdder;
import org.udm.core.Prior;
import org.udm.core.Times;
import org.udm.core.sample.GridSampler;
import org.udm.core.sample.PredictThenCorrect;
import org.udm.core.sample.Sampler;
import org.udm.core.schedule.PolynomialSchedule;
import org.udm.core.schedule.TimeGrid;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.mask.FirstHittingSampler;
import org.udm.discrete.mask.Masking;
import org.udm.discrete.mask.UnmaskingKernel;
import org.udm.discrete.mask.UnmaskingTransition;
import org.udm.discrete.net.MaskedLoss;
import org.udm.discrete.net.Transformer;
import org.udm.discrete.sample.CachedPredictor;
import org.udm.discrete.sample.Positions;
import org.udm.discrete.sample.TimeUse;
import org.udm.discrete.sample.TokenBelief;
import org.udm.discrete.sample.TokenPredictor;
import org.udm.torch.optim.LearningRate;
import org.udm.torch.train.LearnerOptions;
import org.udm.torch.train.LossLearner;

/**
 * Times samplers of the masked text model, the twin of {@code twin.py sample}: prints one line of
 * JSON with the median characters per second. The weights are random.
 *
 * <p>Options, each followed by a value: {@code --sampler --width --layers --heads --block --count
 * --steps --precision --threads --repeats}.
 */
public final class TextSamplingSpeed {
  private TextSamplingSpeed() {}

  /**
   * Samplers of one law; all but the last draw the same tokens, and the last is the limit of
   * infinitely many steps.
   */
  private enum Kind {
    /** Predicts every row at every step, as a plain ancestral sampler does. */
    PLAIN,
    /** The same, with the predictions of rows that did not change remembered. */
    CACHED,
    /** Decides what is revealed first, and predicts that alone. */
    UNMASKING,
    /** Goes from one revealed token to the next. */
    FIRST_HITTING
  }

  /** Counts the rows that a predictor is asked about. */
  private record Counted(TokenPredictor predictor, LongAdder asked) implements TokenPredictor {
    @Override
    public TokenBelief predict(TokenBatch xt, Times t) {
      asked.add(xt.rows());
      return predictor.predict(xt, t);
    }

    @Override
    public TokenBelief predictAt(TokenBatch xt, Times t, Positions at) {
      asked.add(xt.rows());
      return predictor.predictAt(xt, t, at);
    }

    @Override
    public TimeUse timeUse() {
      return predictor.timeUse();
    }
  }

  /**
   * Runs the timing.
   *
   * @param args pairs of option and value
   */
  public static void main(String[] args) {
    Arguments arguments =
        Arguments.of(
            args,
            "--sampler",
            "--width",
            "--layers",
            "--heads",
            "--block",
            "--count",
            "--steps",
            "--repeats");
    int block = arguments.number("--block", 256);
    Masking masking = Masking.of(TextTrainingSpeed.VOCABULARY, PolynomialSchedule.linear());
    Transformer network = TextTrainingSpeed.network(arguments, block);
    MaskedLoss loss = MaskedLoss.of(network, masking.mask());
    LongAdder asked = new LongAdder();
    try (LossLearner<TokenBatch> untrained =
            LossLearner.of(
                loss, LearnerOptions.of(LearningRate.constant(1e-3)), arguments.runtime());
        var predictor = loss.predictor(untrained.weights())) {
      Sampler<TokenBatch> sampler =
          sampler(
              arguments.choice("--sampler", Kind.UNMASKING),
              new Counted(predictor, asked),
              masking,
              masking.prior(block),
              TimeGrid.uniform(arguments.number("--steps", 1000)));
      Timing.ofDraws(sampler, asked, arguments)
          .print(
              "characters",
              (long) arguments.number("--count", 64) * block,
              network.layout().size());
    }
  }

  private static Sampler<TokenBatch> sampler(
      Kind kind,
      TokenPredictor predictor,
      Masking masking,
      Prior<TokenBatch> prior,
      TimeGrid grid) {
    UnmaskingKernel kernel = UnmaskingKernel.of(masking);
    return switch (kind) {
      case PLAIN -> GridSampler.of(prior, PredictThenCorrect.of(predictor, kernel), grid);
      case CACHED ->
          GridSampler.of(prior, PredictThenCorrect.of(CachedPredictor.of(predictor), kernel), grid);
      case UNMASKING -> GridSampler.of(prior, UnmaskingTransition.of(predictor, masking), grid);
      case FIRST_HITTING -> FirstHittingSampler.of(predictor, masking, prior);
    };
  }
}
