package org.udm.continuous.net;

import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.udm.continuous.FloatBatch;
import org.udm.core.Times;
import org.udm.torch.Device;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.parallel.Share;
import org.udm.torch.parameter.Weights;

/**
 * Evaluates a network on many rows, some at a time: what a pass makes lives until it ends, some
 * hundred times the rows.
 */
final class Chunks {
  /** Elements at once; on a processor what fits its caches, on a GPU what fills it. */
  private static final int ON_CPU = 1 << 16;

  private static final int ON_GPU = 1 << 20;

  private Chunks() {}

  /** Computes the results of some rows. */
  interface Pass {

    /**
     * Returns the results, of any type and shape [n, ...].
     *
     * @param some rows [n, N]
     * @param t their times [n]
     * @param from the first row of them
     * @param to the row after the last
     */
    Tensor of(FloatBatch some, Times t, int from, int to);
  }

  /**
   * Computes the results of all rows.
   *
   * @param weights whose device is used
   * @param x rows [B, N]
   * @param t their times [B]
   * @param results the number of results of a row, R
   * @param scope what the passes run in: {@link TensorScope#inference} or one that records
   * @param pass computes some rows
   * @return the results in the order of the rows [B * R]
   */
  @SuppressWarnings("try") // the scope frees what a pass made; only an array leaves it
  static float[] map(
      Weights weights, FloatBatch x, Times t, int results, Supplier<TensorScope> scope, Pass pass) {
    boolean onCpu = weights.runtime().device().kind() == Device.Kind.CPU;
    int most = Math.max(1, (onCpu ? ON_CPU : ON_GPU) / x.size());
    float[] all = new float[Math.multiplyExact(x.rows(), results)];
    for (Share chunk : Share.ofAtMost(x.rows(), most)) {
      int[] index = IntStream.range(chunk.from(), chunk.to()).toArray();
      try (TensorScope opened = scope.get()) {
        float[] some = pass.of(x.gather(index), t.gather(index), chunk.from(), chunk.to()).floats();
        System.arraycopy(some, 0, all, chunk.from() * results, some.length);
      }
    }
    return all;
  }
}
