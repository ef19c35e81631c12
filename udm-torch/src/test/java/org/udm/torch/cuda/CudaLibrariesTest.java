package org.udm.torch.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The libraries are found wherever users have them, on planted machines. */
class CudaLibrariesTest {
  private static final Set<CudaLibrary> ALL = EnumSet.allOf(CudaLibrary.class);

  @TempDir Path root;

  /**
   * A place, and the variable that leads to it, "" for none; paths are below the machine's root.
   */
  private record Place(String folder, String variable, String value) {}

  static List<Place> places() {
    return List.of(
        new Place(
            "/opt/env/lib/python3.12/site-packages/nvidia/cu13/lib", "UDM_PYTHON", "/opt/env"),
        new Place(
            "/opt/env/lib/python3.11/site-packages/nvidia/cublas/lib", "VIRTUAL_ENV", "/opt/env"),
        new Place("/opt/conda/lib", "CONDA_PREFIX", "/opt/conda"),
        new Place("/srv/lib", "LD_LIBRARY_PATH", "/nowhere:/srv/lib"),
        new Place("/opt/cuda/lib64", "CUDA_HOME", "/opt/cuda"),
        new Place("/opt/cuda/targets/x86_64-linux/lib", "CUDA_PATH", "/opt/cuda"),
        new Place("/opt/cuda/extras/CUPTI/lib64", "CUDA_HOME", "/opt/cuda"),
        new Place("/usr/local/cuda-13.1/lib64", "", ""),
        new Place("/usr/local/cuda/lib64", "", ""),
        new Place("/usr/lib/x86_64-linux-gnu", "", ""));
  }

  @ParameterizedTest
  @MethodSource("places")
  void everyUsualPlaceIsLookedAt(Place place) throws IOException {
    plant(place.folder(), ALL);
    CudaLibraries found = on(place);
    assertTrue(found.complete(), () -> String.join("\n", found.advice()));
    assertEquals(List.of(), found.advice());
    for (CudaLibrary library : ALL) {
      assertEquals(below(place.folder()).resolve(library.file()), found.where(library).get());
    }
  }

  @ParameterizedTest
  @MethodSource("places")
  void whatIsMissingIsNamedWithItsPackage(Place place) throws IOException {
    Set<CudaLibrary> some = EnumSet.copyOf(ALL);
    some.remove(CudaLibrary.CUBLAS);
    some.remove(CudaLibrary.NCCL);
    some.remove(CudaLibrary.NVRTC); // can be done without
    plant(place.folder(), some);
    CudaLibraries found = on(place);
    assertEquals(List.of(CudaLibrary.CUBLAS, CudaLibrary.NCCL), found.missing());
    String advice = String.join("\n", found.advice());
    assertEquals(3, found.advice().size(), advice);
    assertTrue(
        advice.contains("libcublas.so.13 is missing (Python package nvidia-cublas)"), advice);
    assertTrue(advice.contains("pip install nvidia-cublas nvidia-nccl-cu13"), advice);
  }

  @Test
  void librariesMayLieApart() throws IOException {
    String wheels = "/opt/env/lib/python3.12/site-packages/nvidia/";
    plant(wheels + "cudnn/lib", EnumSet.of(CudaLibrary.CUDNN));
    plant(wheels + "nccl/lib", EnumSet.of(CudaLibrary.NCCL));
    Set<CudaLibrary> rest = EnumSet.complementOf(EnumSet.of(CudaLibrary.CUDNN, CudaLibrary.NCCL));
    plant("/usr/local/cuda/lib64", rest);
    CudaLibraries found =
        CudaLibraries.on(machine(Map.of("VIRTUAL_ENV", below("/opt/env").toString())));
    assertTrue(found.complete());
    assertEquals(
        "%d from the system's CUDA, 2 from VIRTUAL_ENV".formatted(rest.size()), found.summary());
  }

  @Test
  void aNamedEnvironmentComesBeforeAnActiveOneAndThatBeforeTheSystem() throws IOException {
    String wheels = "/lib/python3.12/site-packages/nvidia/cu13/lib";
    plant("/named" + wheels, EnumSet.of(CudaLibrary.CUDART));
    plant("/active" + wheels, EnumSet.of(CudaLibrary.CUDART, CudaLibrary.CUFFT));
    plant("/usr/local/cuda/lib64", ALL);
    CudaLibraries found =
        CudaLibraries.on(
            machine(
                Map.of(
                    "UDM_PYTHON", below("/named").toString(),
                    "VIRTUAL_ENV", below("/active").toString())));
    assertEquals(below("/named" + wheels), folder(found, CudaLibrary.CUDART));
    assertEquals(below("/active" + wheels), folder(found, CudaLibrary.CUFFT));
    assertEquals(below("/usr/local/cuda/lib64"), folder(found, CudaLibrary.CUDNN));
  }

  @Test
  void thePythonOnPathIsAnActiveEnvironment() throws IOException {
    plant("/opt/py/lib/python3.13/site-packages/nvidia/cu13/lib", ALL);
    Path python =
        Files.createFile(Files.createDirectories(below("/opt/py/bin")).resolve("python3"));
    assertTrue(python.toFile().setExecutable(true));
    Map<String, String> path = Map.of("PATH", "/nowhere:" + below("/opt/py/bin"));
    assertTrue(CudaLibraries.on(machine(path)).complete());
  }

  @Test
  void theLinkersConfigurationIsRead() throws IOException {
    plant("/opt/vendor/cuda", ALL);
    Path folder = Files.createDirectories(below("/etc/ld.so.conf.d"));
    Files.writeString(folder.resolve("vendor.conf"), "# a comment\n/opt/vendor/cuda\n");
    assertTrue(CudaLibraries.on(machine(Map.of())).complete());
  }

  @Test
  void anotherMajorVersionIsNoneOfOursAndIsNamed() throws IOException {
    Path folder = Files.createDirectories(below("/usr/local/cuda/lib64"));
    Files.createFile(folder.resolve("libcudart.so.12"));
    CudaLibraries found = CudaLibraries.on(machine(Map.of()));
    assertTrue(found.missing().contains(CudaLibrary.CUDART));
    String advice = found.advice().get(0);
    assertTrue(
        advice.contains(folder.resolve("libcudart.so.12") + " is of another version"), advice);
  }

  @Test
  void aBareMachineMissesAllThatIsRequired() {
    CudaLibraries found = CudaLibraries.on(machine(Map.of()));
    assertFalse(found.complete());
    assertEquals("none found", found.summary());
    assertEquals(ALL.stream().filter(CudaLibrary::required).toList(), found.missing());
    String last = found.advice().get(found.missing().size());
    assertTrue(last.contains("--python DIR") && last.contains("UDM_PYTHON"), last);
  }

  private CudaLibraries on(Place place) {
    Map<String, String> variables = new HashMap<>();
    if (!place.variable().isEmpty()) {
      String below =
          Stream.of(place.value().split(":"))
              .map(folder -> below(folder).toString())
              .reduce((a, b) -> a + ":" + b)
              .get();
      variables.put(place.variable(), below);
    }
    return CudaLibraries.on(machine(variables));
  }

  private Machine machine(Map<String, String> variables) {
    return new Machine(root, variables);
  }

  private static Path folder(CudaLibraries found, CudaLibrary library) {
    return found.where(library).get().getParent();
  }

  private Path below(String folder) {
    return root.resolve(folder.substring(1));
  }

  private void plant(String folder, Set<CudaLibrary> libraries) throws IOException {
    Path made = Files.createDirectories(below(folder));
    for (CudaLibrary library : libraries) {
      Files.createFile(made.resolve(library.file()));
    }
  }
}
