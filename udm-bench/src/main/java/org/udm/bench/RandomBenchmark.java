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
import org.udm.core.random.RandomStream;
import org.udm.core.random.RandomStreams;

/** Numbers per second out of the random streams, 64 rows of 256. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RandomBenchmark {
  private static final int ROWS = 64;
  private static final int LENGTH = 256;
  private static final int NUMBERS = ROWS * LENGTH;

  private final RandomStreams rng = RandomStreams.of(1);

  /**
   * Draws uniform numbers.
   *
   * @return their sum
   */
  @Benchmark
  @OperationsPerInvocation(NUMBERS)
  public double uniform() {
    double sum = 0;
    for (int i = 0; i < ROWS; i++) {
      RandomStream row = rng.row(i);
      for (int l = 0; l < LENGTH; l++) {
        sum += row.uniform();
      }
    }
    return sum;
  }

  /**
   * Draws normal numbers.
   *
   * @return their sum
   */
  @Benchmark
  @OperationsPerInvocation(NUMBERS)
  public double gaussian() {
    double sum = 0;
    for (int i = 0; i < ROWS; i++) {
      RandomStream row = rng.row(i);
      for (int l = 0; l < LENGTH; l++) {
        sum += row.gaussian();
      }
    }
    return sum;
  }

  /**
   * Begins the streams of rows, each of another node of the tree, and draws one number of each.
   *
   * @return their sum
   */
  @Benchmark
  @OperationsPerInvocation(NUMBERS)
  public double beginRow() {
    double sum = 0;
    for (int k = 0; k < LENGTH; k++) {
      RandomStreams node = rng.named("step").at(k);
      for (int i = 0; i < ROWS; i++) {
        sum += node.row(i).uniform();
      }
    }
    return sum;
  }
}
