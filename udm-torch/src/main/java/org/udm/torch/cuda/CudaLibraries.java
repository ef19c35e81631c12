package org.udm.torch.cuda;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where CUDA's libraries are on a machine, and which are missing.
 *
 * <pre>{@code
 * CudaLibraries libraries = CudaLibraries.on(Machine.present());
 * libraries.advice().forEach(System.out::println); // nothing if all are there
 * }</pre>
 */
public final class CudaLibraries {
  private final Map<CudaLibrary, Path> found;
  private final Map<CudaLibrary, String> origins;
  private final Map<CudaLibrary, Path> otherVersions;

  private CudaLibraries(
      Map<CudaLibrary, Path> found,
      Map<CudaLibrary, String> origins,
      Map<CudaLibrary, Path> otherVersions) {
    this.found = found;
    this.origins = origins;
    this.otherVersions = otherVersions;
  }

  /**
   * Looks for the libraries: in the Python environment that {@code UDM_PYTHON} names, on
   * LD_LIBRARY_PATH, in CUDA_HOME and CUDA_PATH, in the active Python environment, and where the
   * system keeps its own.
   *
   * @param machine where
   * @return what is there; each library from the first folder that holds it
   */
  public static CudaLibraries on(Machine machine) {
    Map<CudaLibrary, Path> found = new EnumMap<>(CudaLibrary.class);
    Map<CudaLibrary, String> origins = new EnumMap<>(CudaLibrary.class);
    Map<CudaLibrary, Path> others = new EnumMap<>(CudaLibrary.class);
    for (LibraryFolder folder : LibraryFolders.of(machine)) {
      for (CudaLibrary library : CudaLibrary.values()) {
        if (found.containsKey(library)) {
          continue;
        }
        Path file = folder.path().resolve(library.file());
        if (Files.isReadable(file)) {
          found.put(library, file);
          origins.put(library, folder.origin());
        } else {
          otherVersion(folder.path(), library).ifPresent(p -> others.putIfAbsent(library, p));
        }
      }
    }
    return new CudaLibraries(found, origins, others);
  }

  private static Optional<Path> otherVersion(Path folder, CudaLibrary library) {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder, library.stem() + "[0-9]*")) {
      for (Path file : files) {
        return Optional.of(file);
      }
    } catch (IOException e) {
      return Optional.empty(); // a folder that may not be read holds nothing for us
    }
    return Optional.empty();
  }

  /**
   * Returns whether LibTorch's GPU build can be loaded with them.
   *
   * @return true if no required one is missing
   */
  public boolean complete() {
    return missing().isEmpty();
  }

  /**
   * Returns the required libraries that were not found.
   *
   * @return in the order of loading
   */
  public List<CudaLibrary> missing() {
    return List.of(CudaLibrary.values()).stream()
        .filter(library -> library.required() && !found.containsKey(library))
        .toList();
  }

  /**
   * Returns where a library is.
   *
   * @param library which
   * @return its file, if it was found
   */
  public Optional<Path> where(CudaLibrary library) {
    return Optional.ofNullable(found.get(library));
  }

  /**
   * Counts what was found by what led to it.
   *
   * @return such as 14 from VIRTUAL_ENV, 2 from CUDA_HOME
   */
  public String summary() {
    Map<String, Integer> counts = new LinkedHashMap<>();
    origins.values().forEach(origin -> counts.merge(origin, 1, Integer::sum));
    List<String> parts = new ArrayList<>();
    counts.forEach((origin, count) -> parts.add(count + " from " + origin));
    return parts.isEmpty() ? "none found" : String.join(", ", parts);
  }

  /**
   * Says what is missing and how to get it.
   *
   * @return one sentence for each missing library, and one with the command that brings them all;
   *     none if nothing is missing
   */
  public List<String> advice() {
    List<String> lines = new ArrayList<>();
    Set<String> packages = new LinkedHashSet<>();
    for (CudaLibrary library : missing()) {
      packages.add(library.pipPackage());
      Path other = otherVersions.get(library);
      lines.add(
          "%s is missing (Python package %s)%s"
              .formatted(
                  library.file(),
                  library.pipPackage(),
                  other == null ? "" : "; " + other + " is of another version"));
    }
    if (!lines.isEmpty()) {
      lines.add(
          "get them with 'python3 -m pip install %s' in an environment that is active or named by './udm --cuda --python DIR' or by %s, or install the CUDA 13 toolkit, cuDNN 9 and NCCL from NVIDIA's repository for your system"
              .formatted(String.join(" ", packages), LibraryFolders.PYTHON));
    }
    return lines;
  }

  /**
   * Loads all that was found, so that LibTorch, which names them without a path, meets them in this
   * process.
   *
   * @throws UnsatisfiedLinkError if one cannot be loaded, naming it
   */
  public void load() {
    found.values().forEach(file -> System.load(file.toString()));
  }
}
