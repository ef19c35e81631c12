package org.udm.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.udm.torch.cuda.CudaSetup;
import org.udm.torch.cuda.Machine;

class DeviceTest {
  private static final int SIDE = 300;

  @TempDir Path empty;

  @ParameterizedTest
  @CsvSource({
    "cpu, 0, cpu",
    "cpu, 2, cpu",
    "auto, 0, cpu",
    "auto, 1, cuda:0",
    "cuda, 1, cuda:0",
    "cuda:1, 2, cuda:1"
  })
  void aChoiceNamesADeviceThatExists(String choice, int gpus, String expected) {
    assertEquals(expected, Device.parse(choice, gpus, bare(CudaSetup.Build.CUDA)).toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "gpu", "cuda:", "cuda:-1", "CPU", "cuda:0 "})
  void anUnknownChoiceSaysWhatIsAllowed(String choice) {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> Device.parse(choice, 1, bare(CudaSetup.Build.CUDA)))
            .getMessage();
    assertTrue(message.contains("'" + choice + "'") && message.contains("auto"), message);
  }

  @Test
  void cudaWithoutGpuSaysWhy() {
    String bareCpu = refusal(CudaSetup.Build.CPU);
    assertTrue(bareCpu.contains("CPU build") && bareCpu.contains("no NVIDIA driver"), bareCpu);
    String bareGpu = refusal(CudaSetup.Build.CUDA);
    assertTrue(bareGpu.contains("driver 580") && bareGpu.contains("libcudnn.so.9"), bareGpu);
  }

  private String refusal(CudaSetup.Build build) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Device.parse("cuda:0", 0, bare(build)))
            .getMessage();
    assertTrue(message.contains("'cuda:0'") && message.contains("use cpu or auto"), message);
    return message;
  }

  /** A machine with nothing on it. */
  private CudaSetup bare(CudaSetup.Build build) {
    return CudaSetup.of(new Machine(empty, Map.of()), build);
  }

  @Test
  void aMissingGpuNamesTheRange() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> Device.parse("cuda:2", 2, bare(CudaSetup.Build.CUDA)))
            .getMessage();
    assertTrue(message.contains("cuda:0 to cuda:1"), message);
  }

  @Test
  void theRuntimeDescribesItself() {
    RuntimeDescription description =
        TorchRuntime.of(RuntimeOptions.defaults().withDevice("cpu").withThreads(1).withSeed(7))
            .describe();
    assertTrue(description.libTorch().matches("\\d+\\.\\d+\\.\\d+"), description.toString());
    assertEquals("cpu", description.device());
    assertEquals(1, description.threads());
    assertEquals(7, description.seed());
    assertFalse(description.cpuCapability().isEmpty());
    boolean mkl = "mkl".equals(System.getProperty("org.bytedeco.openblas.load"));
    assertEquals(mkl ? "MKL" : "OpenBLAS", description.blas());
  }

  private static float[] numbers() {
    SplittableRandom random = new SplittableRandom(1);
    float[] numbers = new float[SIDE * SIDE];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) random.nextDouble();
    }
    return numbers;
  }

  /** Where the BLAS and its threads do not go together, the first such product ends the process. */
  @Test
  void productsOnSeveralThreadsAreThoseOnOne() {
    float[][] products = new float[2][];
    for (int threads = 1; threads <= 2; threads++) {
      TorchRuntime runtime =
          TorchRuntime.of(RuntimeOptions.defaults().withDevice("cpu").withThreads(threads));
      int own = threads - 1;
      TensorScope.run(
          scope -> {
            Tensor x = runtime.tensor(numbers(), SIDE, SIDE);
            products[own] = x.linear(x).floats();
            return null;
          });
    }
    assertArrayEquals(products[0], products[1], 1e-3f);
  }

  @Test
  void threadsAreValidated() {
    assertThrows(IllegalArgumentException.class, () -> RuntimeOptions.defaults().withThreads(0));
  }
}
