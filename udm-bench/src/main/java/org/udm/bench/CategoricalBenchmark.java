package org.udm.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.udm.core.random.RandomStream;
import org.udm.core.random.RandomStreams;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.sample.Categorical;

/** Tokens per second drawn from categorical laws, 1,024 laws at once. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CategoricalBenchmark {
  private static final int LAWS = 1_024;

  /** V, the values of a law: characters, and the words of a small vocabulary. */
  @Param({"65", "4096"})
  public int values;

  private final RandomStreams rng = RandomStreams.of(1);
  private final double[] uniforms = new double[LAWS];
  private double[][] weights;
  private Tensor logits;

  /** Makes the laws. */
  @Setup
  @SuppressWarnings("try") // the logits are retained
  public void makeLaws() {
    weights = new double[LAWS][values];
    float[] flat = new float[LAWS * values];
    for (int n = 0; n < LAWS; n++) {
      RandomStream row = rng.row(n);
      uniforms[n] = row.uniform();
      for (int v = 0; v < values; v++) {
        double logit = row.gaussian();
        flat[n * values + v] = (float) logit;
        weights[n][v] = Math.exp(logit);
      }
    }
    try (TensorScope scope = TensorScope.inference()) {
      logits = Tensor.of(flat, LAWS, values).retain();
    }
  }

  /** Frees the logits. */
  @TearDown
  public void free() {
    logits.close();
  }

  /**
   * Draws from weights in Java memory.
   *
   * @return the sum of the ids
   */
  @Benchmark
  @OperationsPerInvocation(LAWS)
  public int fromWeights() {
    int sum = 0;
    for (int n = 0; n < LAWS; n++) {
      sum += rng.row(n).categorical(weights[n]);
    }
    return sum;
  }

  /**
   * Draws from the logits of a network.
   *
   * @return the ids
   */
  @Benchmark
  @OperationsPerInvocation(LAWS)
  public int[] fromLogits() {
    return Categorical.draw(logits, uniforms);
  }
}
