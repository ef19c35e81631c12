package org.udm.discrete.net.causal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.udm.core.Corruption;
import org.udm.core.Times;
import org.udm.core.given.Conditional;
import org.udm.core.given.Given;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.RandomStream;
import org.udm.core.random.RandomStreams;
import org.udm.core.reverse.ReverseKernels;
import org.udm.core.sample.GridSampler;
import org.udm.core.sample.PredictThenCorrect;
import org.udm.core.schedule.PolynomialSchedule;
import org.udm.core.schedule.TimeGrid;
import org.udm.core.train.AntitheticTimes;
import org.udm.core.train.DataSource;
import org.udm.core.train.Objective;
import org.udm.core.train.Trainer;
import org.udm.core.train.Weight;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.mask.Masking;
import org.udm.discrete.net.GivenLoss;
import org.udm.discrete.net.Guidance;
import org.udm.discrete.net.Nets;
import org.udm.discrete.net.TransformerShape;
import org.udm.torch.optim.LearningRate;
import org.udm.torch.train.LearnerOptions;
import org.udm.torch.train.LossLearner;

/** Tiny causal networks learn laws and tasks that are known. */
class CausalTrainingTest {
  /** ORACLES.md, "Nine states": first token in rows. */
  private static final double[] P = {.20, .05, .10, .02, .25, .03, .10, .05, .20};

  /** H(P) in nats; source: ORACLES.md, "Nine states". */
  private static final double ENTROPY = 1.9338761982359836;

  private static final TokenBatch NINE =
      TokenBatch.of(
          IntStream.range(0, 9).mapToObj(k -> new int[] {k / 3, k % 3}).toArray(int[][]::new));

  private static final DataSource<TokenBatch> SOURCE =
      (step, rng) ->
          NINE.gather(IntStream.range(0, 128).map(i -> rng.row(i).categorical(P)).toArray());

  private static LearnerOptions options(long steps) {
    return LearnerOptions.of(LearningRate.cosine(1e-2, 1e-4, 20, steps)).withAverage(0.95);
  }

  /** Cross-entropy of log probabilities of the nine rows, in nats. */
  private static double crossEntropy(double[] logs) {
    return -IntStream.range(0, 9).mapToDouble(k -> P[k] * logs[k]).sum();
  }

  /** Total variation between drawn rows and P. */
  private static double distance(TokenBatch drawn) {
    double[] shares = new double[9];
    for (int i = 0; i < drawn.rows(); i++) {
      shares[3 * drawn.token(i, 0) + drawn.token(i, 1)] += 1.0 / drawn.rows();
    }
    return IntStream.range(0, 9).mapToDouble(k -> Math.abs(shares[k] - P[k])).sum() / 2;
  }

  @Test
  void oneReverseStepIsEnoughForMasking() {
    Masking masking = Masking.of(3, PolynomialSchedule.linear());
    Seq2SeqLoss loss =
        Seq2SeqLoss.of(
            Seq2Seq.of(Seq2SeqShape.of(3, 2).withLayers(1, 1).withWidth(16, 2)),
            RowSupport.carryingOver(masking.mask()));
    long steps = 200;
    try (LossLearner<TokenBatch> learner = LossLearner.of(loss, options(steps), Nets.runtime())) {
      Trainer.of(
              SOURCE, new Objective<>(masking, AntitheticTimes.from(1e-3), Weight.one()), learner)
          .run(0, steps, RandomStreams.of(1));
      try (Seq2SeqPredictor predictor = loss.predictor(learner.weights())) {
        TokenBatch masks = TokenBatch.filled(9, 2, masking.mask());
        double nats = crossEntropy(predictor.predict(masks, Times.all(9, 1)).logProb(NINE));
        // log probabilities that are a law: not below the entropy
        assertTrue(nats > ENTROPY - 1e-6, "" + nats);
        assertEquals(ENTROPY, nats, 0.02 * ENTROPY);
        // independent tokens have a total variation of 0.26 from P
        TokenBatch drawn =
            GridSampler.of(
                    masking.prior(2),
                    PredictThenCorrect.of(predictor, ReverseKernels.fresh(masking)),
                    TimeGrid.uniform(1))
                .draw(10_000, RandomStreams.of(2))
                .x0();
        double distance = distance(drawn);
        assertTrue(distance < 0.08, "total variation " + distance);
      }
    }
  }

  @Test
  void theAutoregressiveModelLearnsTheSame() {
    TransformerShape shape = TransformerShape.of(3, 2).withLayers(1).withWidth(16, 2);
    AutoregressiveLoss loss =
        AutoregressiveLoss.of(Autoregressive.of(shape), RowSupport.sameLength());
    long steps = 200;
    try (LossLearner<TokenBatch> learner = LossLearner.of(loss, options(steps), Nets.runtime())) {
      Trainer.of(SOURCE, AutoregressiveLoss.objective(), learner)
          .run(0, steps, RandomStreams.of(1));
      try (AutoregressiveModel model = loss.model(learner.weights())) {
        double nats = crossEntropy(model.logProb(NINE));
        assertTrue(nats > ENTROPY - 1e-6, "" + nats);
        assertEquals(ENTROPY, nats, 0.01 * ENTROPY);
        double distance = distance(model.draw(10_000, RandomStreams.of(2)).x0());
        assertTrue(distance < 0.06, "total variation " + distance);
      }
    }
  }

  /** Each token is removed at a time of its own, uniform on [0, 1]. */
  private static final class Removal implements Corruption<TokenBatch, double[][]> {
    @Override
    public double[][] drawNoise(TokenBatch x0, RandomStreams rng) {
      double[][] times = new double[x0.rows()][];
      for (int i = 0; i < times.length; i++) {
        RandomStream row = rng.row(i);
        times[i] = IntStream.range(0, x0.length(i)).mapToDouble(l -> row.uniform()).toArray();
      }
      return times;
    }

    @Override
    public TokenBatch corrupt(TokenBatch x0, double[][] eps, Times t) {
      int[][] rows = new int[x0.rows()][];
      for (int i = 0; i < rows.length; i++) {
        int row = i;
        rows[i] =
            IntStream.range(0, x0.length(i))
                .filter(l -> eps[row][l] >= t.at(row))
                .map(l -> x0.token(row, l))
                .toArray();
      }
      return TokenBatch.of(rows);
    }
  }

  /** Sources of 1 to 4 of five letters, and their rows: the source backwards. */
  private static Given<TokenBatch, TokenBatch> pairs(int count, RandomStreams rng) {
    int[][] rows = new int[count][];
    int[][] sources = new int[count][];
    for (int i = 0; i < count; i++) {
      RandomStream row = rng.row(i);
      int length = 1 + row.index(4);
      rows[i] = new int[length];
      sources[i] = new int[length];
      for (int l = 0; l < length; l++) {
        sources[i][l] = row.index(5);
        rows[i][length - 1 - l] = sources[i][l];
      }
    }
    return new Given<>(TokenBatch.of(rows), TokenBatch.of(sources));
  }

  @Test
  void sourcesAreTurnedRoundThroughRemovedTokens() {
    Removal removal = new Removal();
    Seq2SeqLoss loss =
        Seq2SeqLoss.of(
            Seq2Seq.of(Seq2SeqShape.of(5, 4).withLayers(1, 1).withWidth(32, 4).withSource(5, 4)),
            RowSupport.anyLength());
    DataSource<Given<TokenBatch, TokenBatch>> data =
        (step, rng) -> {
          Given<TokenBatch, TokenBatch> pairs = pairs(64, rng);
          return new Given<>(pairs.x(), pairs.c().dropped(0.1, rng.named("drop")));
        };
    long steps = 200;
    try (LossLearner<Given<TokenBatch, TokenBatch>> learner =
        LossLearner.of(GivenLoss.of(loss), options(steps), Nets.runtime())) {
      Trainer.of(
              data,
              new Objective<>(
                  Conditional.<TokenBatch, TokenBatch, double[][]>corruption(removal),
                  AntitheticTimes.from(1e-3),
                  Weight.one()),
              learner)
          .run(0, steps, RandomStreams.of(1));
      try (Seq2SeqPredictor predictor = loss.predictor(learner.weights())) {
        Given<TokenBatch, TokenBatch> test = pairs(200, RandomStreams.of(7));
        double plain = share(predictor, removal, test);
        double guided = share(predictor.withGuidance(new Guidance(2)), removal, test);
        // seed 1; a guess of the length and every token is right once in 100 rows
        assertTrue(plain > 0.9, "right rows: " + plain);
        assertTrue(guided > 0.9, "right rows when guided: " + guided);
        // planted: the sources of other rows
        Given<TokenBatch, TokenBatch> wrong =
            new Given<>(
                test.x(), test.c().gather(IntStream.range(0, 200).map(i -> 199 - i).toArray()));
        assertTrue(share(predictor, removal, wrong) < 0.2);
      }
    }
  }

  /** The share of rows that are written right, by three reverse steps from nothing. */
  private static double share(
      Seq2SeqPredictor predictor, Removal removal, Given<TokenBatch, TokenBatch> test) {
    X0Predictor<Given<TokenBatch, TokenBatch>> ofPairs = Conditional.predictor(predictor::given);
    TokenBatch drawn =
        GridSampler.of(
                Conditional.prior((rows, rng) -> TokenBatch.filled(rows, 0, 0), test.c()),
                PredictThenCorrect.of(ofPairs, Conditional.kernel(ReverseKernels.fresh(removal))),
                TimeGrid.uniform(3))
            .draw(test.rows(), RandomStreams.of(3))
            .x0()
            .x();
    return (double)
            IntStream.range(0, test.rows())
                .filter(i -> Arrays.equals(drawn.row(i), test.x().row(i)))
                .count()
        / test.rows();
  }
}
