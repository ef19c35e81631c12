package org.udm.torch.example;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.udm.torch.Precision;
import org.udm.torch.RuntimeOptions;
import org.udm.torch.TorchRuntime;

class ToyProblemTest {
  private static TorchRuntime runtime(int threads, Precision precision) {
    return TorchRuntime.of(
        RuntimeOptions.defaults()
            .withDevice("cpu")
            .withThreads(threads)
            .withPrecision(precision)
            .withSeed(3));
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void theNetworkLearns(Precision precision) {
    try (ToyProblem toy = ToyProblem.of(runtime(1, precision))) {
      List<Double> losses = toy.train(300);
      assertEquals(
          Math.log(8), losses.get(0), 0.3, "at first every symbol is as likely as any other");
      double last = losses.subList(280, 300).stream().mapToDouble(x -> x).average().orElseThrow();
      assertTrue(last < 0.1, "loss after 300 steps: " + last);
      assertTrue(toy.accuracy() > 0.95, "accuracy of the averaged weights: " + toy.accuracy());
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void twoRunsAreEqualToTheBit(Precision precision) {
    try (ToyProblem first = ToyProblem.of(runtime(1, precision));
        ToyProblem second = ToyProblem.of(runtime(1, precision))) {
      assertEquals(first.train(20), second.train(20));
      assertArrayEquals(
          first.parameters().values().floats(), second.parameters().values().floats());
    }
  }

  @Test
  void theNumberOfThreadsHardlyMatters() {
    try (ToyProblem one = ToyProblem.of(runtime(1, Precision.FP32))) {
      List<Double> expected = one.train(20);
      try (ToyProblem two = ToyProblem.of(runtime(2, Precision.FP32))) {
        List<Double> found = two.train(20);
        for (int i = 0; i < expected.size(); i++) {
          // Other orders of summation: rounding errors of 1e-7, amplified over 20 steps of Adam.
          assertEquals(expected.get(i), found.get(i), 1e-3);
        }
      }
    }
  }
}
