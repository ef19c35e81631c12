package org.udm.discrete.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.udm.core.Prior;
import org.udm.core.Times;
import org.udm.core.given.Conditional;
import org.udm.core.given.Given;
import org.udm.core.random.RandomStreams;
import org.udm.core.reverse.ReverseKernels;
import org.udm.core.sample.GridSampler;
import org.udm.core.sample.PredictThenCorrect;
import org.udm.core.sample.Sampler;
import org.udm.core.schedule.PolynomialSchedule;
import org.udm.core.schedule.TimeGrid;
import org.udm.core.verify.MarginalIdentity;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.categorical.Categorical;
import org.udm.discrete.categorical.GibbsCorrector;
import org.udm.discrete.categorical.MarkovKernel;
import org.udm.discrete.categorical.Replacement;
import org.udm.discrete.mask.ConfidenceRemasking;
import org.udm.discrete.mask.ConfidenceUnmasking;
import org.udm.discrete.mask.FirstHittingSampler;
import org.udm.discrete.mask.Masking;
import org.udm.discrete.mask.RemaskingKernel;
import org.udm.discrete.mask.UnmaskingKernel;
import org.udm.discrete.mask.UnmaskingTransition;

/**
 * Every sampler draws each row by what that row is given, also where it asks about the rows that
 * are not finished alone: rows of class k hold the token k, and nothing else.
 */
class RowsWithClassesTest {
  private static final int V = 4;
  private static final Masking MASKING = Masking.of(V, PolynomialSchedule.linear());
  private static final Categorical UNIFORM =
      Categorical.of(Replacement.uniform(V, PolynomialSchedule.linear()));
  private static final TokenBatch CLASSES =
      TokenBatch.of(
          new int[] {2}, new int[] {0}, new int[] {3}, new int[] {3}, new int[] {1}, new int[] {0});

  /** Rows of many lengths, so that they are finished at different times. */
  private static Prior<TokenBatch> ragged(Prior<TokenBatch> of) {
    return (rows, rng) ->
        TokenBatch.of(
            IntStream.range(0, rows)
                .mapToObj(i -> java.util.Arrays.copyOf(of.draw(rows, rng).row(i), 1 + 3 * (i % 3)))
                .toArray(int[][]::new));
  }

  /** What is certain of rows of some classes. */
  private record Certain(TokenBatch classes) implements TokenPredictor {
    @Override
    public TokenBelief predict(TokenBatch xt, Times t) {
      if (xt.rows() != classes.rows()) {
        throw new IllegalArgumentException("%d rows".formatted(xt.rows()));
      }
      LawHead head =
          LawHead.of(
              V,
              (row, l) ->
                  IntStream.range(0, V)
                      .mapToDouble(v -> v == classes.token(row, 0) ? 1 : 0)
                      .toArray());
      return FactorisedBelief.of(xt, head);
    }

    @Override
    public Certain ofRows(int... rows) {
      return new Certain(classes.gather(rows));
    }

    @Override
    public TimeUse timeUse() {
      return TimeUse.IGNORES_TIME;
    }
  }

  /** A sampler of a predictor. */
  private record Named(
      String name, java.util.function.Function<TokenPredictor, Sampler<TokenBatch>> of) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Named> samplers() {
    Prior<TokenBatch> masks = ragged(MASKING.prior(7));
    TimeGrid grid = TimeGrid.uniform(12);
    return Stream.of(
        new Named("first-hitting", p -> FirstHittingSampler.of(p, MASKING, masks)),
        new Named("unmask", p -> GridSampler.of(masks, UnmaskingTransition.of(p, MASKING), grid)),
        new Named(
            "remembered",
            p ->
                GridSampler.of(
                    masks,
                    PredictThenCorrect.of(CachedPredictor.of(p), ReverseKernels.fresh(MASKING)),
                    grid)),
        new Named(
            "remembered and tempered",
            p ->
                GridSampler.of(
                    masks,
                    new ConfidenceUnmasking(
                        CachedPredictor.of(
                            Tempered.of(p, DrawOptions.exact().withTemperature(0.5), V)),
                        MASKING),
                    grid)),
        new Named(
            "remasking by confidence",
            p ->
                ConfidenceRemasking.of(
                    p, MASKING, RemaskingKernel.rescaled(MASKING, 0.1), masks, grid)),
        new Named(
            "gibbs",
            p ->
                GridSampler.of(
                    ragged(UNIFORM.prior(7)),
                    new GibbsCorrector(
                        PredictThenCorrect.of(p, MarkovKernel.of(UNIFORM)), p, UNIFORM, 2),
                    grid)));
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void eachRowIsOfItsClass(Named sampler) {
    TokenBatch drawn = sampler.of().apply(new Certain(CLASSES)).draw(6, RandomStreams.of(7)).x0();
    for (int i = 0; i < drawn.rows(); i++) {
      assertEquals(1 + 3 * (i % 3), drawn.length(i));
      for (int id : drawn.row(i)) {
        assertEquals(CLASSES.token(i, 0), id);
      }
    }
  }

  /** Planted: a predictor whose rows do not go with it is caught by the test above. */
  @Test
  void aPredictorThatForgetsItsRowsIsRefused() {
    TokenPredictor forgetful =
        new TokenPredictor() {
          @Override
          public TokenBelief predict(TokenBatch xt, Times t) {
            return new Certain(CLASSES).predict(xt, t);
          }

          @Override
          public TimeUse timeUse() {
            return TimeUse.IGNORES_TIME;
          }
        };
    Sampler<TokenBatch> sampler =
        FirstHittingSampler.of(forgetful, MASKING, ragged(MASKING.prior(7)));
    assertThrows(IllegalArgumentException.class, () -> sampler.draw(6, RandomStreams.of(7)));
  }

  /** Classes are left alone by what corrupts and corrects tokens, so the law holds with them. */
  @Test
  void theLawHoldsGivenClasses() {
    Given<TokenBatch, TokenBatch> x0 =
        new Given<>(TokenBatch.of(new int[] {0, 3}, new int[] {1}), CLASSES.gather(0, 1));
    assertTrue(
        MarginalIdentity.of(
                Conditional.corruption(MASKING),
                Conditional.kernel(UnmaskingKernel.of(MASKING)),
                x0)
            .check(RandomStreams.of(1))
            .holds());
  }
}
