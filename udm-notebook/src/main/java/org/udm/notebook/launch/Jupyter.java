package org.udm.notebook.launch;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The Jupyter programs that a system has. */
public final class Jupyter {
  private static final String SEARCHED = "JUPYTER_PATH"; // folders in which Jupyter finds kernels

  private final List<Path> folders;

  private Jupyter(List<Path> folders) {
    this.folders = folders;
  }

  /**
   * Returns what can be started.
   *
   * @param path folders of programs, as in {@code PATH}
   * @return the programs
   */
  public static Jupyter on(String path) {
    return new Jupyter(
        Arrays.stream(path.split(File.pathSeparator))
            .filter(folder -> !folder.isBlank())
            .map(Path::of)
            .toList());
  }

  /**
   * Returns the program that opens notebooks in a browser: Jupyter Lab or else the classic
   * notebook.
   *
   * @return its path, empty if neither is installed
   */
  public Optional<Path> browser() {
    return program("jupyter-lab").or(() -> program("jupyter-notebook"));
  }

  /**
   * Returns the program that converts notebooks.
   *
   * @return its path, empty if it is not installed
   */
  public Optional<Path> converter() {
    return program("jupyter-nbconvert");
  }

  /**
   * Tells how to get what is missing on this system.
   *
   * @return one line with a command
   */
  public String advice() {
    if (program("apt-get").isPresent()) {
      return "sudo apt-get install jupyter-notebook jupyter-nbconvert fontconfig fonts-dejavu-core";
    } else if (program("dnf").isPresent()) {
      return "sudo dnf install python3-notebook python3-nbconvert dejavu-sans-fonts";
    } else if (program("brew").isPresent()) {
      return "brew install jupyterlab";
    }
    return "python3 -m pip install jupyterlab";
  }

  /**
   * Runs a program until it ends; its input and output are those of this process.
   *
   * @param program its path
   * @param arguments its arguments
   * @param kernels a folder of Jupyter's data in which it finds kernels first
   * @return its exit status
   * @throws IOException if it cannot be started
   * @throws InterruptedException if this thread is interrupted
   */
  public static int run(Path program, List<String> arguments, Path kernels)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.addAll(arguments);
    ProcessBuilder process = new ProcessBuilder(command).inheritIO();
    Map<String, String> environment = process.environment();
    environment.merge(
        SEARCHED, kernels.toString(), (others, own) -> own + File.pathSeparator + others);
    return process.start().waitFor();
  }

  private Optional<Path> program(String name) {
    return folders.stream()
        .flatMap(folder -> List.of(folder.resolve(name), folder.resolve(name + ".exe")).stream())
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }
}
