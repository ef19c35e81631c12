package org.udm.torch.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a driver says is understood, and what is to be mended is said. */
class CudaSetupTest {
  private static final String OPEN_MODULE =
      "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  %s  Release Build  (dvs@host)  Tue Sep  9\n"
          + "GCC version:  gcc version 12.3.0 (Ubuntu 12.3.0-1ubuntu1~22.04)\n";

  @TempDir Path root;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.129.03  Thu Oct 19 18:56:32 UTC 2023    | 535.129.03 | false
          NVRM version: NVIDIA UNIX x86_64 Kernel Module  580.65.06  Sun Jul 27 06:54:38 UTC 2025     | 580.65.06  | true
          NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  590.44.01  Release Build  (dvs@h)  | 590.44.01  | true
          NVRM version: NVIDIA UNIX Open Kernel Module for aarch64  575.57  Release Build  (dvs@h)    | 575.57     | false
          """)
  void theKernelNamesTheDriver(String text, String version, boolean enough) {
    Driver driver = Driver.parse(text + "\nGCC version:  gcc version 12.3.0 \n").get();
    assertEquals(version, driver.version());
    assertEquals(enough, driver.runsCuda13());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "NVRM version: \n", "GCC version:  gcc version 12.3.0 (Debian)\n"})
  void otherTextNamesNoDriver(String text) {
    assertEquals(Optional.empty(), Driver.parse(text));
  }

  @Test
  void nvidiaSmiListsCards() {
    List<GraphicsCard> cards =
        GraphicsCard.parse(
            """
            0, 81559, 81079, 9.0, 580.65.06, NVIDIA H100 80GB HBM3
            1, [N/A], [N/A], 12.1, 580.95.05, NVIDIA GB10, second
            """);
    assertEquals(
        List.of(
            new GraphicsCard(0, "NVIDIA H100 80GB HBM3", 81559, 81079, "9.0", "580.65.06"),
            new GraphicsCard(1, "NVIDIA GB10, second", 0, 0, "12.1", "580.95.05")),
        cards);
    assertEquals(
        "NVIDIA H100 80GB HBM3, 79.6 GiB (79.2 free), compute capability 9.0",
        cards.get(0).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "No devices were found\n",
        "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.\n",
        "Failed to initialize NVML: Driver/library version mismatch\nNVML library version: 580.65\n",
        "Field \"compute_cap\" is not a valid field to query.\n"
      })
  void itsComplaintsAreNoCards(String text) {
    assertEquals(List.of(), GraphicsCard.parse(text));
  }

  @Test
  void aProcessorBuildIsContentWithoutGpu() {
    CudaSetup setup = setup(CudaSetup.Build.CPU);
    assertFalse(setup.usable());
    assertEquals(List.of(), setup.advice());
    assertEquals(Optional.empty(), setup.unused());
    assertEquals(List.of(), setup.cards());
  }

  @Test
  void aProcessorBuildSaysHowToUseTheGpu() throws IOException {
    plantDriver("580.65.06");
    CudaSetup setup = setup(CudaSetup.Build.CPU);
    assertFalse(setup.usable());
    assertTrue(setup.unused().get().contains("./udm --cuda"), setup.unused().get());
    assertEquals(setup.unused().get(), setup.advice().get(0));
  }

  @Test
  void aGpuBuildNeedsDriverAndLibraries() throws IOException {
    CudaSetup setup = setup(CudaSetup.Build.CUDA);
    assertTrue(setup.advice().get(0).contains("no NVIDIA driver"), setup.advice().get(0));
    assertEquals(Optional.empty(), setup.unused());

    plantDriver("580.65.06");
    assertFalse(setup.usable());
    assertTrue(setup.unused().get().contains("12 of CUDA's libraries"), setup.unused().get());
    assertTrue(setup.advice().get(0).contains("libcudart.so.13"), setup.advice().get(0));

    plantLibraries();
    assertTrue(setup.usable());
    assertEquals(List.of(), setup.advice());
    assertEquals(Optional.empty(), setup.unused());
    assertEquals("580.65.06", setup.driver(List.of()).get().version());
  }

  @Test
  void anOldDriverIsNamed() throws IOException {
    plantDriver("550.144.03");
    plantLibraries();
    String advice = String.join("\n", setup(CudaSetup.Build.CUDA).advice());
    assertTrue(advice.contains("550.144.03") && advice.contains("580"), advice);
  }

  @Test
  void withoutTheKernelsWordNvidiaSmiTellsTheVersion() {
    GraphicsCard card = new GraphicsCard(0, "NVIDIA L4", 23034, 22500, "8.9", "570.10");
    assertEquals(
        Optional.of(new Driver("570.10")), setup(CudaSetup.Build.CPU).driver(List.of(card)));
  }

  private CudaSetup setup(CudaSetup.Build build) {
    return CudaSetup.of(new Machine(root, Map.of()), build);
  }

  private void plantDriver(String version) throws IOException {
    Path folder = Files.createDirectories(root.resolve("proc/driver/nvidia"));
    Files.writeString(folder.resolve("version"), OPEN_MODULE.formatted(version));
  }

  private void plantLibraries() throws IOException {
    Path folder = Files.createDirectories(root.resolve("usr/local/cuda/lib64"));
    for (CudaLibrary library : CudaLibrary.values()) {
      Files.createFile(folder.resolve(library.file()));
    }
  }
}
