package org.udm.dl4j.ready;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * A seed gives the same weights every time, and another seed others; 0 is a seed like any other.
 */
class SeedTest {
  private static final Sgd DESCENT = new Sgd(0.1);

  static Stream<LongFunction<ComputationGraph>> networks() {
    return Stream.of(
        seed -> PointGraph.of(2, DESCENT).withWidth(8).withSeed(seed).graph(),
        seed -> ImageUNet.of(1, 4, DESCENT).withWidth(2).withSeed(seed).graph(),
        seed -> RowSeq2Seq.of(3, 4, DESCENT).withWidth(6).withSeed(seed).graph());
  }

  @ParameterizedTest
  @MethodSource("networks")
  void weightsDependOnTheSeedAlone(LongFunction<ComputationGraph> network) throws Exception {
    for (long seed : new long[] {0, 1, -1, 1L << 32, Long.MIN_VALUE}) {
      float[] first = weights(network, seed);
      Thread.sleep(5); // a clock that is taken for a seed would have moved
      assertArrayEquals(first, weights(network, seed), "seed " + seed);
      assertFalse(Arrays.equals(first, weights(network, seed + 1)), "one more than " + seed);
    }
  }

  private static float[] weights(LongFunction<ComputationGraph> network, long seed) {
    return network.apply(seed).params().toFloatVector();
  }
}
