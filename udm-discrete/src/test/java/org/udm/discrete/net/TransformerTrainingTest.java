package org.udm.discrete.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.udm.core.random.RandomStreams;
import org.udm.core.schedule.PolynomialSchedule;
import org.udm.core.train.AntitheticTimes;
import org.udm.core.train.DataSource;
import org.udm.core.train.Objective;
import org.udm.core.train.Trainer;
import org.udm.core.train.Weight;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.grammar.Grammar;
import org.udm.discrete.mask.ExactMaskedNelbo;
import org.udm.discrete.mask.FirstHittingSampler;
import org.udm.discrete.mask.MaskNoise;
import org.udm.discrete.mask.Masking;
import org.udm.discrete.sample.TimeUse;
import org.udm.torch.Precision;
import org.udm.torch.optim.LearningRate;
import org.udm.torch.train.LearnerOptions;
import org.udm.torch.train.LossLearner;

/** A tiny transformer learns laws that are known. */
class TransformerTrainingTest {
  /** ORACLES.md, "Nine states": first token in rows. */
  private static final double[] P = {.20, .05, .10, .02, .25, .03, .10, .05, .20};

  /** H(P) in nats; source: ORACLES.md, "Nine states". */
  private static final double ENTROPY = 1.9338761982359836;

  private static final TokenBatch NINE =
      TokenBatch.of(
          IntStream.range(0, 9).mapToObj(k -> new int[] {k / 3, k % 3}).toArray(int[][]::new));

  private static Objective<TokenBatch, MaskNoise> objective(Masking masking) {
    return new Objective<>(masking, AntitheticTimes.from(1e-3), Weight.bound(masking.schedule()));
  }

  private static LearnerOptions options(long steps) {
    return LearnerOptions.of(LearningRate.cosine(1e-2, 1e-4, 20, steps)).withAverage(0.95);
  }

  @ParameterizedTest
  @CsvSource({"FP32, IGNORES_TIME", "FP32, SEES_TIME", "BF16, IGNORES_TIME"})
  void theNineStatesAreLearned(Precision precision, TimeUse timeUse) {
    Masking masking = Masking.of(3, PolynomialSchedule.linear());
    TransformerShape shape =
        TransformerShape.of(3, 2).withLayers(1).withWidth(16, 2).withTimeUse(timeUse);
    DataSource<TokenBatch> source =
        (step, rng) ->
            NINE.gather(IntStream.range(0, 128).map(i -> rng.row(i).categorical(P)).toArray());
    long steps = 400;
    try (LossLearner<TokenBatch> learner =
        LossLearner.of(
            MaskedLoss.of(Transformer.of(shape), masking.mask()),
            options(steps),
            Nets.runtime(precision))) {
      double before = nelbo(masking, learner);
      Trainer.of(source, objective(masking), learner).run(0, steps, RandomStreams.of(1));
      double after = nelbo(masking, learner);
      // an untrained network says 2 log 3 = 2.197; independent tokens cost 1.9339 + 0.2601
      assertEquals(2 * Math.log(3), before, 0.05);
      // a bound: not below the entropy (for one that sees time, up to the quadrature)
      assertTrue(after > ENTROPY - (timeUse == TimeUse.SEES_TIME ? 1e-3 : 1e-6), "" + after);
      // seed 1: 1.9399, 1.9386 and 1.9401 at the time of writing
      assertEquals(ENTROPY, after, 0.01 * ENTROPY);
      try (TransformerPredictor predictor = Nets.predictor(learner)) {
        TokenBatch drawn =
            FirstHittingSampler.of(predictor, masking, masking.prior(2))
                .draw(10_000, RandomStreams.of(2))
                .x0();
        // seed 2, N = 10,000: sampling alone gives a distance of about 0.01
        double distance = distance(drawn, P);
        assertTrue(distance < 0.06, "total variation " + distance);
        // planted: the product of the marginals
        assertTrue(distance(drawn, independent()) > 0.2);
      }
    }
  }

  /** The bound in nats, expected under P, without sampling error. */
  private static double nelbo(Masking masking, LossLearner<TokenBatch> learner) {
    try (TransformerPredictor predictor = Nets.predictor(learner)) {
      var terms = ExactMaskedNelbo.of(masking).terms(NINE, predictor, RandomStreams.of(1));
      return IntStream.range(0, 9).mapToDouble(k -> P[k] * terms.total(k)).sum();
    }
  }

  private static double[] independent() {
    double[] first = new double[3];
    double[] second = new double[3];
    for (int k = 0; k < 9; k++) {
      first[k / 3] += P[k];
      second[k % 3] += P[k];
    }
    return IntStream.range(0, 9).mapToDouble(k -> first[k / 3] * second[k % 3]).toArray();
  }

  /** Total variation between drawn rows and a law. */
  private static double distance(TokenBatch drawn, double[] law) {
    double[] shares = new double[9];
    for (int i = 0; i < drawn.rows(); i++) {
      shares[3 * drawn.token(i, 0) + drawn.token(i, 1)] += 1.0 / drawn.rows();
    }
    return IntStream.range(0, 9).mapToDouble(k -> Math.abs(shares[k] - law[k])).sum() / 2;
  }

  @Test
  void aGrammarIsLearned() {
    Grammar grammar =
        Grammar.of(
            """
            S  -> Ss | Sp
            Ss -> DetS Adj NounS 'sees' Object | DetS Adj NounS 'sleeps'
            Sp -> DetP Adj NounP 'see' Object | DetP Adj NounP 'sleep'
            Object -> DetS NounS | DetP NounP
            DetS -> 'a' | 'this'
            DetP -> 'these' | 'many'
            Adj  -> '' | 'small' | 'black'
            NounS -> 'cat' | 'dog' | 'bird'
            NounP -> 'cats' | 'dogs' | 'birds'
            """);
    int words = grammar.vocabulary().size();
    int length = grammar.length();
    Masking masking = Masking.of(words, PolynomialSchedule.linear());
    TransformerShape shape = TransformerShape.of(words, length).withLayers(2).withWidth(32, 4);
    long steps = 1_000;
    try (LossLearner<TokenBatch> learner =
        LossLearner.of(
            MaskedLoss.of(Transformer.of(shape), masking.mask()), options(steps), Nets.runtime())) {
      double before = share(grammar, masking, learner);
      Trainer.of(grammar.source(64), objective(masking), learner)
          .run(0, steps, RandomStreams.of(1));
      double after = share(grammar, masking, learner);
      assertTrue(before < 0.02, "grammatical before training: " + before);
      // seed 1: 0.93 at the time of writing
      assertTrue(after > 0.8, "grammatical after training: " + after);
    }
  }

  /** The grammatical share of 300 samples, one token at a time. */
  private static double share(Grammar grammar, Masking masking, LossLearner<TokenBatch> learner) {
    try (TransformerPredictor predictor = Nets.predictor(learner)) {
      return grammar.grammaticalShare(
          FirstHittingSampler.of(predictor, masking, masking.prior(grammar.length()))
              .draw(300, RandomStreams.of(3))
              .x0());
    }
  }
}
