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
import org.udm.discrete.mask.MaskNoise;
import org.udm.discrete.mask.Masking;

/**
 * Tokens per second of what masking does between two network evaluations, 64 rows of 256 tokens.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MaskingBenchmark {
  private static final int ROWS = 64;
  private static final int LENGTH = 256;
  private static final int TOKENS = ROWS * LENGTH;

  private final Masking masking = Masking.of(65, PolynomialSchedule.linear());
  private final TokenBatch x0 = TokenBatch.filled(ROWS, LENGTH, 1);
  private final Times t = Times.all(ROWS, 0.5);
  private final RandomStreams rng = RandomStreams.of(1);
  private final MaskNoise noise = masking.drawNoise(x0, rng.named("noise"));
  private final TokenBatch xt = masking.corrupt(x0, noise, t);

  /**
   * Draws one uniform number per token.
   *
   * @return the noise
   */
  @Benchmark
  @OperationsPerInvocation(TOKENS)
  public MaskNoise drawNoise() {
    return masking.drawNoise(x0, rng);
  }

  /**
   * Masks tokens by given noise.
   *
   * @return the corrupted rows
   */
  @Benchmark
  @OperationsPerInvocation(TOKENS)
  public TokenBatch corrupt() {
    return masking.corrupt(x0, noise, t);
  }

  /**
   * Draws the noise given both ends.
   *
   * @return the noise
   */
  @Benchmark
  @OperationsPerInvocation(TOKENS)
  public MaskNoise noisePosterior() {
    return masking.draw(xt, x0, t, rng);
  }
}
