package org.udm.dl4j;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.udm.torch.RuntimeOptions;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.TorchRuntime;

/** The program of a process that starts LibTorch, then ND4J, and multiplies with both in turn. */
final class LibTorchFirst {
  private static final float[] MATRIX = {1, 2, 3, 4};

  private LibTorchFirst() {}

  /**
   * Prints LibTorch's BLAS and the squares of a matrix.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) {
    TorchRuntime runtime = TorchRuntime.of(RuntimeOptions.defaults().withDevice("cpu"));
    String before = byLibTorch(runtime);
    Nd4jRuntime.start();
    String here = Arrays.toString(FloatArrays.flat(square()));
    System.out.println(
        String.join(" ", runtime.describe().blas(), before, here, byLibTorch(runtime)));
  }

  private static INDArray square() {
    INDArray matrix = Nd4j.create(MATRIX, new long[] {2, 2}, 'c');
    return matrix.mmul(matrix);
  }

  @SuppressWarnings("try") // the scope frees the tensors
  private static String byLibTorch(TorchRuntime runtime) {
    try (TensorScope scope = TensorScope.inference()) {
      Tensor matrix = runtime.tensor(MATRIX, 2, 2);
      return Arrays.toString(matrix.matmul(matrix).floats());
    }
  }
}
