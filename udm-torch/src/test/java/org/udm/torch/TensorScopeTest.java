package org.udm.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
  void aThousandTrainingStepsLeakNothing() throws IOException {
    TorchRuntime runtime =
        TorchRuntime.of(RuntimeOptions.defaults().withDevice("cpu").withThreads(1));
    try (ToyProblem toy = ToyProblem.of(runtime)) {
      toy.train(300);
      long pointers = Pointer.totalCount();
      long pages = residentPages();
      toy.train(1000);
      assertTrue(Pointer.totalCount() <= pointers, "live native objects grew");
      // A leak of one hidden state per step would be 1,000 x 8 KB = 2,000 pages; the allocator
      // alone stays below 1,000.
      long growth = residentPages() - pages;
      assertTrue(growth < 1500, "resident memory grew by " + growth + " pages");
    }
  }

  private static long residentPages() throws IOException {
    System.gc();
    return Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[1]);
  }
}
