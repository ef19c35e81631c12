package org.udm.cli.dl4j;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.javacpp.Loader;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.udm.dl4j.Nd4jDescription;
import org.udm.dl4j.Nd4jRuntime;

/** What {@code udm doctor --engine dl4j} tells of ND4J. */
public final class GraphFacts {
  private static final int SIZE = 1024; // of the square matrices multiplied
  private static final int REPEATS = 5;

  private GraphFacts() {}

  /**
   * Starts ND4J and looks at it.
   *
   * @return what it computes with, by name
   * @throws IllegalStateException if it cannot run in this process
   */
  public static Map<String, Object> of() {
    Nd4jDescription engine = Nd4jRuntime.describe();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("nd4j", engine.version() + " for " + Loader.getPlatform());
    facts.put("backend", engine.backend());
    facts.put("blas", String.valueOf(Nd4j.factory().blas().getBlasVendor()));
    facts.put("threads", engine.threads());
    facts.put("wait_policy", String.valueOf(System.getenv("OMP_WAIT_POLICY")));
    facts.put("gpus", engine.gpus());
    facts.put("product_f32", String.format(Locale.ROOT, "%.0f GFLOP/s", speed()));
    return facts;
  }

  /** GFLOP/s of the best of some products of two square matrices. */
  private static double speed() {
    INDArray a = Nd4j.valueArrayOf(new long[] {SIZE, SIZE}, 0.5, DataType.FLOAT);
    double best = Double.POSITIVE_INFINITY;
    for (int k = 0; k <= REPEATS; k++) {
      long start = System.nanoTime();
      a.mmul(a).getDouble(0, 0);
      best = Math.min(best, (System.nanoTime() - start) / 1e9);
    }
    return 2.0 * SIZE * SIZE * SIZE / best / 1e9;
  }
}
