package org.udm.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.udm.core.Times;
import org.udm.core.random.RandomStreams;
import org.udm.core.schedule.PolynomialSchedule;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.edit.Deletion;
import org.udm.discrete.edit.DeletionKernel;
import org.udm.discrete.mask.MaskNoise;

/** Tokens of x_0 per second of what deletion does, 64 rows of 256 tokens of which half are left. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DeletionBenchmark {
  private static final int ROWS = 64;
  private static final int LENGTH = 256;
  private static final int TOKENS = ROWS * LENGTH;

  private final Deletion deletion =
      Deletion.of(TextTrainingSpeed.VOCABULARY, PolynomialSchedule.linear());
  private final DeletionKernel kernel = DeletionKernel.of(deletion);
  private final RandomStreams rng = RandomStreams.of(1);
  private final TokenBatch x0 = TextTrainingSpeed.characters(ROWS, LENGTH, rng.named("x0"));
  private final Times t = Times.all(ROWS, 0.5);
  private final Times s = Times.all(ROWS, 0.4);
  private final MaskNoise noise = deletion.drawNoise(x0, rng.named("noise"));
  private final TokenBatch xt = deletion.corrupt(x0, noise, t);

  /**
   * Takes tokens out by given noise.
   *
   * @return the rows that are left
   */
  @Benchmark
  @OperationsPerInvocation(TOKENS)
  public TokenBatch corrupt() {
    return deletion.corrupt(x0, noise, t);
  }

  /**
   * Counts the embeddings of what is left, and draws the noise given both ends.
   *
   * @return the noise
   */
  @Benchmark
  @OperationsPerInvocation(TOKENS)
  public MaskNoise noisePosterior() {
    return deletion.draw(xt, x0, t, rng);
  }

  /**
   * Takes the reverse step, which begins with an embedding too.
   *
   * @return the rows at the earlier time
   */
  @Benchmark
  @OperationsPerInvocation(TOKENS)
  public TokenBatch step() {
    return kernel.step(xt, x0, t, s, rng);
  }
}
