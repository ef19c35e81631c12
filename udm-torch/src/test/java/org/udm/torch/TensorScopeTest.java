package org.udm.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.udm.torch.example.ToyProblem;

class TensorScopeTest {
  @Test
  void aScopeFreesWhatIsNotKept() {
    long[] counts = new long[3];
    Tensor kept =
        TensorScope.run(
            outer -> {
              counts[0] = Pointer.totalCount();
              Tensor result =
                  TensorScope.run(
                      inner -> {
                        Tensor x = Tensor.of(new float[] {1, 2}, 2);
                        for (int i = 0; i < 100; i++) {
                          x = x.add(1);
                        }
                        counts[1] = Pointer.totalCount();
                        return inner.keep(x);
                      });
              counts[2] = Pointer.totalCount();
              return outer.keep(result);
            });
    assertTrue(counts[1] >= counts[0] + 100, "the body made tensors");
    assertEquals(counts[0] + 1, counts[2], "one of them is left");
    assertArrayEquals(new float[] {101, 102}, kept.floats());
    kept.close();
  }

  @Test
  void ofAPartOfANetworkTheResultIsLeftAndItsGradient() {
    Tensor gradient = Tensor.of(new float[1], 1);
    Tensor leaf = Tensor.of(new float[] {3}, 1).leaf(gradient);
    TensorScope.run(
        scope -> {
          long before = Pointer.totalCount();
          Tensor cube = TensorScope.resultOf(() -> leaf.multiply(leaf).add(0).multiply(leaf));
          assertEquals(before + 1, Pointer.totalCount(), "the squares are freed, the cube is left");
          assertEquals(27, cube.detach().item());
          Tensor same = TensorScope.resultOf(() -> cube);
          assertEquals(27, same.detach().item(), "what was not made in it stays whole");
          cube.sum().backward();
          return null;
        });
    assertArrayEquals(new float[] {27}, gradient.floats(), "3 x^2 at 3");
    assertEquals(3, leaf.detach().item());
  }

  @Test
  void anInferenceScopeRecordsNoGradientAndRestores() {
    Tensor gradient = Tensor.of(new float[1], 1);
    Tensor leaf = Tensor.of(new float[] {3}, 1).leaf(gradient);
    double inside = TensorScope.infer(scope -> leaf.multiply(leaf).item());
    assertEquals(9, inside);
    leaf.multiply(leaf).sum().backward();
    assertArrayEquals(new float[] {6}, gradient.floats());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void trainingStepsLeakNothing() {
    TorchRuntime runtime =
        TorchRuntime.of(RuntimeOptions.defaults().withDevice("cpu").withThreads(1));
    try (ToyProblem toy = ToyProblem.of(runtime)) {
      toy.train(2000);
      long pointers = Pointer.totalCount();
      long growth = growth(() -> toy.train(1000));
      assertTrue(Pointer.totalCount() <= pointers, "live native objects grew");
      assertTrue(growth < 500, "resident memory grew by " + growth + " pages in 1,000 steps");
    }
  }

  /** One hidden state of 8 KiB a step, which is what the bound above has to catch. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aLeakIsSeen() {
    TensorScope.run(
        scope -> {
          long growth =
              growth(
                  () -> {
                    for (int step = 0; step < 1000; step++) {
                      Tensor.of(new float[2048], 2048);
                    }
                  });
          assertTrue(growth >= 1500, "resident memory grew by " + growth + " pages only");
          return null;
        });
  }

  /**
   * Pages by which the process grows in one run of the work, in the median of nine: Java's heap
   * grows and shrinks by some thousand pages now and then, a leak grows in every run.
   */
  private static long growth(Runnable work) {
    long[] grown = new long[9];
    long before = residentPages();
    for (int k = 0; k < grown.length; k++) {
      work.run();
      long after = residentPages();
      grown[k] = after - before;
      before = after;
    }
    Arrays.sort(grown);
    return grown[grown.length / 2];
  }

  private static long residentPages() {
    System.gc();
    try {
      return Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[1]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
