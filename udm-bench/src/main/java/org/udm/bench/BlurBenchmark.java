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
import org.udm.continuous.FloatBatch;
import org.udm.continuous.linear.Blur;
import org.udm.continuous.linear.BlurWidth;
import org.udm.continuous.linear.DctBasis;
import org.udm.continuous.linear.LinearCorruption;
import org.udm.continuous.linear.NoiseLevel;
import org.udm.core.Times;
import org.udm.core.random.RandomStreams;

/** Pixels per second of blur and of its noise posterior, 64 images of 28 x 28. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class BlurBenchmark {
  private static final int ROWS = 64;
  private static final int SIDE = 28;
  private static final int PIXELS = ROWS * SIDE * SIDE;

  private final LinearCorruption blur =
      LinearCorruption.of(
          Blur.of(
              DctBasis.of(1, SIDE, SIDE),
              BlurWidth.logarithmic(0.5, 20),
              NoiseLevel.constant(0.01)));
  private final RandomStreams rng = RandomStreams.of(1);
  private final FloatBatch x0 =
      blur.drawNoise(
          FloatBatch.of(new int[] {1, SIDE, SIDE}, new float[ROWS][SIDE * SIDE]), rng.named("x0"));
  private final FloatBatch noise = blur.drawNoise(x0, rng.named("noise"));
  private final Times t = Times.all(ROWS, 0.5);
  private final FloatBatch xt = blur.corrupt(x0, noise, t);

  /**
   * Blurs and adds given noise: two cosine transforms.
   *
   * @return the blurred images
   */
  @Benchmark
  @OperationsPerInvocation(PIXELS)
  public FloatBatch corrupt() {
    return blur.corrupt(x0, noise, t);
  }

  /**
   * Finds the noise given both ends.
   *
   * @return the noise
   */
  @Benchmark
  @OperationsPerInvocation(PIXELS)
  public FloatBatch noisePosterior() {
    return blur.draw(xt, x0, t, rng);
  }
}
