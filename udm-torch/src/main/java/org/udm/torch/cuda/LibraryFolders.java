package org.udm.torch.cuda;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The folders in which CUDA's libraries are looked for, most particular first: the Python
 * environment that the user names, LD_LIBRARY_PATH, CUDA_HOME and CUDA_PATH, the active Python
 * environment, the toolkit's usual places, the system's folders.
 *
 * <p>The wheels of NVIDIA lay their libraries into {@code site-packages/nvidia/NAME/lib}.
 */
final class LibraryFolders {
  /** The variable that names a Python environment. */
  static final String PYTHON = "UDM_PYTHON";

  private static final List<String> TOOLKIT =
      List.of("lib64", "lib", "targets/x86_64-linux/lib", "extras/CUPTI/lib64");
  private static final List<String> SYSTEM =
      List.of("/usr/local/lib", "/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/lib/wsl/lib");

  private final Machine machine;
  private final Map<Path, LibraryFolder> folders = new LinkedHashMap<>();

  private LibraryFolders(Machine machine) {
    this.machine = machine;
  }

  /**
   * Returns the folders that are there.
   *
   * @param machine whose
   * @return each folder once, with what led to it first
   */
  static List<LibraryFolder> of(Machine machine) {
    LibraryFolders found = new LibraryFolders(machine);
    found.pythonIn(PYTHON);
    found.machine.variable("LD_LIBRARY_PATH").ifPresent(found::libraryPath);
    found.toolkitIn("CUDA_HOME");
    found.toolkitIn("CUDA_PATH");
    found.pythonIn("VIRTUAL_ENV");
    found.pythonIn("CONDA_PREFIX");
    found.pythonOnPath();
    for (Path toolkit : latestFirst(machine.at("/usr/local"), "cuda-13*")) {
      found.toolkit(toolkit, "the system's CUDA");
    }
    found.toolkit(machine.at("/usr/local/cuda"), "the system's CUDA");
    found.linkerConfiguration();
    SYSTEM.forEach(folder -> found.add(machine.at(folder), "the system's libraries"));
    return List.copyOf(found.folders.values());
  }

  private void add(Path folder, String origin) {
    Path path = folder.toAbsolutePath().normalize();
    if (Files.isDirectory(path)) {
      folders.putIfAbsent(path, new LibraryFolder(path, origin));
    }
  }

  private void libraryPath(String value) {
    for (String folder : value.split(":")) {
      if (!folder.isBlank()) {
        add(Path.of(folder), "LD_LIBRARY_PATH");
      }
    }
  }

  private void toolkitIn(String variable) {
    machine.variable(variable).ifPresent(value -> toolkit(Path.of(value), variable));
  }

  private void toolkit(Path home, String origin) {
    TOOLKIT.forEach(folder -> add(home.resolve(folder), origin));
  }

  private void pythonIn(String variable) {
    machine.variable(variable).ifPresent(value -> python(Path.of(value), variable));
  }

  /** The environment that the python3 on PATH belongs to. */
  private void pythonOnPath() {
    for (String folder : machine.variable("PATH").orElse("").split(":")) {
      if (!folder.isBlank() && Files.isExecutable(Path.of(folder, "python3"))) {
        Path home = Path.of(folder).toAbsolutePath().normalize().getParent();
        python(home, "python3 on PATH");
        if (home.equals(machine.at("/usr"))) {
          python(machine.at("/usr/local"), "python3 on PATH"); // where Debian's pip installs to
        }
        return;
      }
    }
  }

  /** An environment: its wheels, and its own libraries, where conda lays them. */
  private void python(Path home, String origin) {
    for (String lib : List.of("lib", "lib64")) {
      for (Path version : latestFirst(home.resolve(lib), "python3*")) {
        for (String packages : List.of("site-packages", "dist-packages")) {
          for (Path library : latestFirst(version.resolve(packages).resolve("nvidia"), "*")) {
            add(library.resolve("lib"), origin);
          }
        }
      }
    }
    add(home.resolve("lib"), origin);
  }

  /** The folders of /etc/ld.so.conf and of the files beside it, one a line. */
  private void linkerConfiguration() {
    List<Path> files = new ArrayList<>(latestFirst(machine.at("/etc/ld.so.conf.d"), "*.conf"));
    files.add(machine.at("/etc/ld.so.conf"));
    for (Path file : files) {
      for (String line : lines(file)) {
        if (line.startsWith("/")) {
          add(machine.at(line.strip()), "the system's libraries");
        }
      }
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of(); // not there, or not ours to read
    }
  }

  private static List<Path> latestFirst(Path folder, String pattern) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, pattern)) {
      entries.forEach(found::add);
    } catch (IOException e) {
      return List.of(); // no such folder
    }
    Collections.sort(found, Collections.reverseOrder());
    return found;
  }
}
