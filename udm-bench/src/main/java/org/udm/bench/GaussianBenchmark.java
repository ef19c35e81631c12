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
import org.udm.continuous.gaussian.CosinePath;
import org.udm.continuous.gaussian.GaussianCorruption;
import org.udm.continuous.gaussian.GaussianKernel;
import org.udm.core.Times;
import org.udm.core.random.RandomStreams;

/**
 * Pixels per second of what Gaussian diffusion does between two network evaluations, 64 images of
 * 28 x 28.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class GaussianBenchmark {
  private static final int ROWS = 64;
  private static final int SIDE = 28;
  private static final int PIXELS = ROWS * SIDE * SIDE;

  private final CosinePath path = CosinePath.standard();
  private final GaussianCorruption gaussian = GaussianCorruption.of(path);
  private final GaussianKernel ddim = GaussianKernel.ddim(path, 0);
  private final GaussianKernel ddpm = GaussianKernel.ddpm(path);
  private final RandomStreams rng = RandomStreams.of(1);
  private final FloatBatch x0 = gaussian.prior(1, SIDE, SIDE).draw(ROWS, rng.named("x0"));
  private final FloatBatch noise = gaussian.drawNoise(x0, rng.named("noise"));
  private final Times t = Times.all(ROWS, 0.5);
  private final Times s = Times.all(ROWS, 0.4);
  private final FloatBatch xt = gaussian.corrupt(x0, noise, t);

  /**
   * Draws one normal number per pixel.
   *
   * @return the noise
   */
  @Benchmark
  @OperationsPerInvocation(PIXELS)
  public FloatBatch drawNoise() {
    return gaussian.drawNoise(x0, rng);
  }

  /**
   * Adds given noise.
   *
   * @return the corrupted images
   */
  @Benchmark
  @OperationsPerInvocation(PIXELS)
  public FloatBatch corrupt() {
    return gaussian.corrupt(x0, noise, t);
  }

  /**
   * Takes DDIM's step, which draws nothing.
   *
   * @return the images at the earlier time
   */
  @Benchmark
  @OperationsPerInvocation(PIXELS)
  public FloatBatch ddimStep() {
    return ddim.step(xt, x0, t, s, rng);
  }

  /**
   * Takes DDPM's step, which draws a normal number per pixel.
   *
   * @return the images at the earlier time
   */
  @Benchmark
  @OperationsPerInvocation(PIXELS)
  public FloatBatch ddpmStep() {
    return ddpm.step(xt, x0, t, s, rng);
  }
}
