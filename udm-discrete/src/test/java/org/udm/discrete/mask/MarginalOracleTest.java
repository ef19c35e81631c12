package org.udm.discrete.mask;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.udm.core.Times;
import org.udm.core.predict.OraclePredictor;
import org.udm.core.random.Enumeration;
import org.udm.core.random.RandomStreams;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.CachedPredictor;
import org.udm.discrete.sample.DrawOptions;
import org.udm.discrete.sample.Positions;
import org.udm.discrete.sample.Tempered;
import org.udm.discrete.sample.TokenBelief;
import org.udm.discrete.sample.TokenPredictor;

class MarginalOracleTest {
  private static final Masking MASKING = NineStates.linear();
  private static final TokenBatch DATA =
      TokenBatch.of(
          new int[] {0, 1, 2},
          new int[] {0, 1, 0},
          new int[] {2, 1, 0},
          new int[] {},
          new int[] {1},
          new int[] {2, 2, 2},
          new int[] {0, 1, 2});
  private static final double[] WEIGHTS = {1, 2, 3, 1, 1, 4, 1};
  private static final MarginalOracle ORACLE = MarginalOracle.of(DATA, WEIGHTS, MASKING);

  @Test
  void positionsHaveTheMarginalsOfTheJointPosterior() {
    for (TokenBatch xt :
        new TokenBatch[] {
          TokenBatch.of(new int[] {3, 3, 3}),
          TokenBatch.of(new int[] {3, 1, 3}),
          TokenBatch.of(new int[] {0, 3, 3}),
          TokenBatch.of(new int[] {2, 2, 3}),
          TokenBatch.of(new int[] {1}),
          TokenBatch.of(new int[] {})
        }) {
      Times t = Times.of(0.4);
      Map<TokenBatch, Double> joint =
          Enumeration.exact()
              .law(rng -> OraclePredictor.of(DATA, WEIGHTS, MASKING).predict(xt, t).draw(rng));
      TokenBelief belief = ORACLE.predict(xt, t);
      Positions all = Positions.all(xt);
      for (int v = 0; v < 3; v++) {
        int value = v;
        double[] logs = belief.logProbAt(xt.map((i, l, id) -> value), all);
        for (int k = 0; k < logs.length; k++) {
          int l = all.position(k);
          double expected =
              joint.entrySet().stream()
                  .filter(e -> e.getKey().token(0, l) == value)
                  .mapToDouble(Map.Entry::getValue)
                  .sum();
          assertEquals(expected, Math.exp(logs[k]), 1e-15);
        }
      }
      Map<TokenBatch, Double> drawn = Enumeration.exact().law(belief::draw);
      drawn.forEach((x0, p) -> assertEquals(p, Math.exp(belief.logProb(x0)[0]), 1e-15));
      assertEquals(1, drawn.values().stream().mapToDouble(p -> p).sum(), 1e-15);
    }
  }

  @Test
  void drawingSomePlacesGivesTheTokensOfDrawingAll() {
    TokenBatch xt =
        TokenBatch.of(
            new int[] {3, 3, 3},
            new int[] {},
            new int[] {3},
            new int[] {3, 1, 3},
            new int[] {2, 3, 3});
    Times t = Times.all(5, 0.5);
    CachedPredictor cached = CachedPredictor.of(ORACLE);
    cached.predict(xt.gather(0, 1, 2, 0, 4), t); // row 3 will have to be asked again
    for (TokenPredictor predictor :
        new TokenPredictor[] {ORACLE, cached, Tempered.of(ORACLE, new DrawOptions(0.5, 0.9), 3)}) {
      TokenBelief belief = predictor.predict(xt, t);
      for (int seed = 0; seed < 50; seed++) {
        RandomStreams rng = RandomStreams.of(seed);
        TokenBatch whole = belief.draw(rng);
        for (int third = 0; third < 3; third++) {
          int rest = third;
          Positions some = Positions.where(xt, (i, l, id) -> (i + l) % 3 == rest);
          assertArrayEquals(some.tokensOf(whole), belief.drawAt(some, rng));
          assertArrayEquals(some.tokensOf(whole), TokenBelief.drawAt(belief, some, rng));
        }
        if (predictor == cached) {
          assertEquals(ORACLE.predict(xt, t).draw(rng), whole);
          assertArrayEquals(ORACLE.predict(xt, t).logProb(whole), belief.logProb(whole));
        }
      }
    }
    assertEquals(6, cached.rowsEvaluated());
  }

  @Test
  void temperedDrawsFollowTheOptionsAndLeaveTheProbabilities() {
    TokenBatch xt = TokenBatch.of(new int[] {3, 1, 3});
    Times t = Times.of(0.5);
    TokenBelief belief = Tempered.of(ORACLE, DrawOptions.exact().withTopP(1e-9), 3).predict(xt, t);
    // weights 1 + 1, 2 and 3 of the rows that agree: 0 has 4 of 7, then 0 has 5 of 7
    assertEquals(
        Map.of(TokenBatch.of(new int[] {0, 1, 0}), 1.0), Enumeration.exact().law(belief::draw));
    TokenBatch x0 = TokenBatch.of(new int[] {2, 1, 2});
    assertArrayEquals(ORACLE.predict(xt, t).logProb(x0), belief.logProb(x0));
    assertEquals(ORACLE.timeUse(), Tempered.of(ORACLE, DrawOptions.exact(), 3).timeUse());
    assertThrows(IllegalArgumentException.class, () -> Tempered.of(ORACLE, DrawOptions.exact(), 0));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    TokenBatch impossible = TokenBatch.of(new int[] {1, 3, 3});
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> ORACLE.predict(impossible, Times.of(0.5)).draw(RandomStreams.of(1)))
            .getMessage();
    assertTrue(message.contains("cannot come from any row"), message);
    assertThrows(
        IllegalArgumentException.class, () -> MarginalOracle.of(DATA, new double[7], MASKING));
    assertThrows(
        IllegalArgumentException.class, () -> MarginalOracle.of(DATA, new double[6], MASKING));
    assertThrows(
        IllegalArgumentException.class,
        () -> MarginalOracle.of(TokenBatch.of(new int[] {3}), new double[] {1}, MASKING));
  }
}
