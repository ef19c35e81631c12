package org.udm.discrete.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.IntConsumer;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.udm.core.Times;
import org.udm.core.predict.X0Belief;
import org.udm.core.random.RandomStreams;
import org.udm.core.schedule.PolynomialSchedule;
import org.udm.core.train.AntitheticTimes;
import org.udm.core.train.Objective;
import org.udm.core.train.Trainer;
import org.udm.core.train.Weight;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.mask.FirstHittingSampler;
import org.udm.discrete.mask.MaskNoise;
import org.udm.discrete.mask.Masking;
import org.udm.discrete.net.causal.RowSupport;
import org.udm.discrete.net.causal.Seq2Seq;
import org.udm.discrete.net.causal.Seq2SeqPredictor;
import org.udm.discrete.net.causal.Seq2SeqShape;
import org.udm.torch.optim.LearningRate;
import org.udm.torch.train.LearnerOptions;
import org.udm.torch.train.LossLearner;

/**
 * Training and sampling leave no native memory behind: neither handles, which JavaCPP counts, nor
 * pages that the process keeps.
 */
class NativeMemoryTest {
  private static final int V = 64;
  private static final int LENGTH = 32;
  private static final int ROWS = 8;
  private static final int WIDTH = 32;

  /**
   * Bytes that the process may grow by in one round. A hidden state [8, 32, 32] is 32 KiB, one a
   * step over 200 steps 6.4 MiB; a copy of the weights is 80 KiB.
   */
  private static final long BOUND = 2L << 20;

  private static final Masking MASKING = Masking.of(V, PolynomialSchedule.linear());

  private static LossLearner<TokenBatch> learner() {
    TransformerShape shape = TransformerShape.of(V, LENGTH).withLayers(1).withWidth(WIDTH, 2);
    return LossLearner.of(
        MaskedLoss.of(Transformer.of(shape), MASKING.mask()),
        LearnerOptions.of(LearningRate.constant(1e-3)).withAverage(0.99),
        Nets.runtime());
  }

  private static TokenBatch rows() {
    int[][] rows = new int[ROWS][];
    for (int i = 0; i < ROWS; i++) {
      rows[i] = new int[LENGTH - i % 3]; // padding, too
      for (int l = 0; l < rows[i].length; l++) {
        rows[i][l] = (i + l) % V;
      }
    }
    return TokenBatch.of(rows);
  }

  private static Objective<TokenBatch, MaskNoise> objective() {
    return new Objective<>(MASKING, AntitheticTimes.from(1e-3), Weight.bound(MASKING.schedule()));
  }

  /** Bytes of the process in memory, after a collection of garbage. */
  private static long resident() {
    for (int k = 0; k < 3; k++) {
      System.gc();
      try {
        Thread.sleep(50); // JavaCPP's thread frees what was found
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    try {
      return Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[1]) * 4096;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Runs the work once for the buffers of the allocator, and in five rounds. No handle may be left;
   * of the pages the median counts: Java's heap grows and shrinks by some MiB now and then, a leak
   * grows in every round.
   */
  private static void assertNothingLeft(IntConsumer work) {
    assumeTrue(Files.exists(Path.of("/proc/self/statm")));
    work.accept(0);
    long before = resident();
    long handles = Pointer.totalCount();
    long[] grown = new long[5];
    for (int k = 0; k < grown.length; k++) {
      work.accept(k + 1);
      long after = resident();
      grown[k] = after - before;
      before = after;
    }
    long left = Pointer.totalCount();
    assertTrue(left <= handles, "handles from " + handles + " to " + left);
    assertTrue(
        Arrays.stream(grown).sorted().skip(grown.length / 2).findFirst().getAsLong() < BOUND,
        "bytes more after each round: " + Arrays.toString(grown));
  }

  @Test
  void stepsOnOneThread() {
    try (LossLearner<TokenBatch> learner = learner()) {
      TokenBatch x0 = rows();
      assertNothingLeft(round -> steps(learner, x0, 200));
    }
  }

  private static void steps(LossLearner<TokenBatch> learner, TokenBatch x0, int count) {
    for (int step = 0; step < count; step++) {
      learner.step(objective().example(x0, RandomStreams.of(step)));
    }
  }

  @Test
  void stepsOfTheTrainer() {
    try (LossLearner<TokenBatch> learner = learner()) {
      Trainer<TokenBatch, MaskNoise> trainer =
          Trainer.of((step, rng) -> rows(), objective(), learner);
      assertNothingLeft(
          round -> trainer.run(200L * round, 200L * (round + 1), RandomStreams.of(1)));
    }
  }

  @Test
  void samplingAndPredictorsOfTheMoment() {
    try (LossLearner<TokenBatch> learner = learner()) {
      assertNothingLeft(round -> sample(learner, 5));
    }
  }

  /** Each time 32 predictions and draws, with a new copy of the weights. */
  private static void sample(LossLearner<TokenBatch> learner, int times) {
    for (int k = 0; k < times; k++) {
      try (TransformerPredictor predictor = Nets.predictor(learner)) {
        TokenBatch drawn =
            FirstHittingSampler.of(predictor, MASKING, MASKING.prior(LENGTH))
                .draw(ROWS, RandomStreams.of(k))
                .x0();
        assertEquals(ROWS * LENGTH, drawn.tokens());
      }
    }
  }

  @Test
  void rowsWrittenTokenByToken() {
    Seq2Seq network =
        Seq2Seq.of(Seq2SeqShape.of(V, LENGTH).withLayers(1, 1).withWidth(WIDTH, 2).withLongest(12));
    try (Seq2SeqPredictor predictor =
        Seq2SeqPredictor.of(
            network, RowSupport.anyLength(), Nets.wildWeights(network.layout(), Nets.runtime()))) {
      assertNothingLeft(round -> write(predictor, 50));
    }
  }

  /** Each time a draw of rows of many lengths, whose caches grow and shrink, and a likelihood. */
  private static void write(Seq2SeqPredictor predictor, int times) {
    for (int k = 0; k < times; k++) {
      X0Belief<TokenBatch> belief = predictor.predict(rows(), Times.all(ROWS, 0.5));
      assertEquals(ROWS, belief.logProb(belief.draw(RandomStreams.of(k))).length);
    }
  }

  @Test
  void whatIsClosedIsFreedWithoutTheCollector() {
    try (LossLearner<TokenBatch> first = learner()) {
      Nets.predictor(first).close();
    }
    resident();
    long before = Pointer.totalCount();
    for (int k = 0; k < 20; k++) {
      try (LossLearner<TokenBatch> learner = learner()) {
        learner.step(objective().example(rows(), RandomStreams.of(k)));
        Nets.predictor(learner).close();
      }
    }
    // options of the optimiser's tensors are left, six handles a learner; its tensors are over 40
    long after = Pointer.totalCount();
    assertTrue(after - before <= 20 * 6, "handles from " + before + " to " + after);
  }
}
