package org.udm.core.given;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.udm.core.Corruption;
import org.udm.core.Times;
import org.udm.core.bound.BoundTerms;
import org.udm.core.bound.Nelbo;
import org.udm.core.fixture.LetterBatch;
import org.udm.core.fixture.Masking;
import org.udm.core.fixture.MaskingKernels;
import org.udm.core.predict.X0Belief;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.RandomStreams;
import org.udm.core.sample.GridSampler;
import org.udm.core.sample.PredictThenCorrect;
import org.udm.core.schedule.PolynomialSchedule;
import org.udm.core.schedule.TimeGrid;
import org.udm.core.verify.MarginalIdentity;

/** A condition changes nothing but what is believed. */
class ConditionalTest {
  private final Masking masking = Masking.of(PolynomialSchedule.linear());

  private static Given<LetterBatch, LetterBatch> pairs() {
    return new Given<>(LetterBatch.words("ab", "c"), LetterBatch.words("x", "yz"));
  }

  @Test
  void liftedKernelsObeyTheLawExactlyAndWrongOnesAreCaught() {
    Corruption<Given<LetterBatch, LetterBatch>, double[][]> lifted =
        Conditional.corruption(masking);
    var options =
        MarginalIdentity.of(lifted, Conditional.kernel(MaskingKernels.unmasking(masking)), pairs());
    assertTrue(options.check(RandomStreams.of(1)).holds());
    var wrong =
        MarginalIdentity.of(
            lifted, Conditional.kernel(MaskingKernels.wrongUnmasking(masking)), pairs());
    assertFalse(wrong.check(RandomStreams.of(1)).holds());
  }

  @Test
  void corruptionAndPosteriorAreThoseOfTheState() {
    Given<LetterBatch, LetterBatch> x0 = pairs();
    Corruption<Given<LetterBatch, LetterBatch>, double[][]> lifted =
        Conditional.corruption(masking);
    Times t = Times.all(2, 0.5);
    double[][] eps = lifted.drawNoise(x0, RandomStreams.of(3));
    Given<LetterBatch, LetterBatch> xt = lifted.corrupt(x0, eps, t);
    assertEquals(masking.corrupt(x0.x(), eps, t), xt.x());
    assertEquals(x0.c(), xt.c());
    double[][] again =
        Conditional.<LetterBatch, LetterBatch, double[][]>posterior(masking)
            .draw(xt, x0, t, RandomStreams.of(4));
    assertEquals(xt, lifted.corrupt(x0, again, t));
  }

  @Test
  void everyRowIsDrawnFromTheLawOfItsOwnCondition() {
    LetterBatch sources = LetterBatch.words("a", "b").gather(0, 1, 1, 0, 1);
    X0Predictor<Given<LetterBatch, LetterBatch>> predictor =
        Conditional.predictor(c -> (xt, t) -> certain(c));
    var sampler =
        GridSampler.of(
            Conditional.prior(Masking.prior(1), sources),
            PredictThenCorrect.of(predictor, Conditional.kernel(MaskingKernels.unmasking(masking))),
            TimeGrid.uniform(3));
    Given<LetterBatch, LetterBatch> drawn = sampler.draw(5, RandomStreams.of(5)).x0();
    assertEquals(new Given<>(sources, sources), drawn);
  }

  /** Whoever wrote the predictor, a bound sees x alone, and the belief of its own condition. */
  @Test
  void aLiftedBoundIsThatOfEachCondition() {
    Given<LetterBatch, LetterBatch> x0 = pairs();
    X0Predictor<Given<LetterBatch, LetterBatch>> lifted =
        Conditional.predictor(c -> (xt, t) -> certain(c));
    X0Predictor<Given<LetterBatch, LetterBatch>> foreign =
        (xt, t) -> {
          X0Belief<Given<LetterBatch, LetterBatch>> belief = lifted.predict(xt, t);
          return new X0Belief<>() {
            @Override
            public int rows() {
              return belief.rows();
            }

            @Override
            public Given<LetterBatch, LetterBatch> draw(RandomStreams rng) {
              return belief.draw(rng);
            }

            @Override
            public double[] logProb(Given<LetterBatch, LetterBatch> other) {
              assertEquals(x0.c(), other.c());
              return belief.logProb(other);
            }

            @Override
            public Optional<Given<LetterBatch, LetterBatch>> mean() {
              return Optional.of(new Given<>(LetterBatch.words("ab", "c"), x0.c()));
            }
          };
        };
    Nelbo<LetterBatch> bound =
        (x, predictor, rng) -> {
          X0Belief<LetterBatch> belief = predictor.predict(x, Times.all(2, 0.5));
          assertEquals(2, belief.rows());
          assertEquals(x0.c(), belief.draw(rng));
          belief.mean().ifPresent(mean -> assertEquals(x0.x(), mean));
          return new BoundTerms(new double[2], new double[2], belief.logProb(x));
        };
    for (var predictor : List.of(lifted, foreign)) {
      Nelbo<Given<LetterBatch, LetterBatch>> of = Conditional.bound(bound);
      BoundTerms terms = of.terms(x0, predictor, RandomStreams.of(6));
      assertEquals(0, terms.total(1));
    }
  }

  private static X0Belief<LetterBatch> certain(LetterBatch x0) {
    return new X0Belief<>() {
      @Override
      public int rows() {
        return x0.rows();
      }

      @Override
      public LetterBatch draw(RandomStreams rng) {
        return x0;
      }

      @Override
      public double[] logProb(LetterBatch other) {
        return new double[x0.rows()];
      }

      @Override
      public Optional<LetterBatch> mean() {
        return Optional.empty();
      }
    };
  }

  @Test
  void unequalNumbersOfRowsAreRefused() {
    var message =
        assertThrows(
                IllegalArgumentException.class,
                () -> new Given<>(LetterBatch.words("a"), LetterBatch.words("a", "b")))
            .getMessage();
    assertEquals("1 rows are given 2 conditions: give one per row", message);
  }
}
