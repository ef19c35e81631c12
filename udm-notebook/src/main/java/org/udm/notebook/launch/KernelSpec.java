package org.udm.notebook.launch;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The file by which Jupyter starts a kernel: with the JDK and the class path of this process. */
public final class KernelSpec {
  /** The folder below Jupyter's data whose folders are the kernels. */
  private static final String KERNELS = "kernels";

  private final List<String> command;

  private KernelSpec(List<String> command) {
    this.command = command;
  }

  /**
   * Returns the description of a kernel like this process.
   *
   * @param main the class to start
   * @param arguments its arguments before the connection file
   * @param virtualMachine further options of the JVM, which win over its own
   * @return the description
   */
  public static KernelSpec of(String main, List<String> arguments, List<String> virtualMachine) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // As the launcher of the command: it starts in half the time, and the engine needs the cores.
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    command.add("-Djava.awt.headless=true");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(virtualMachine);
    command.add("-cp");
    command.add(
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .collect(Collectors.joining(File.pathSeparator)));
    command.add(main);
    command.addAll(arguments);
    command.add("{connection_file}");
    return new KernelSpec(command);
  }

  /**
   * Writes the description.
   *
   * @param jupyterData a folder that Jupyter searches, such as one of {@code JUPYTER_PATH}
   * @param name what notebooks call the kernel, such as {@code java}
   * @param displayName what people read
   * @return the file
   * @throws IOException if it cannot be written
   */
  public Path write(Path jupyterData, String name, String displayName) throws IOException {
    JsonObject json = new JsonObject();
    json.add("argv", new Gson().toJsonTree(command));
    json.addProperty("display_name", displayName);
    json.addProperty("language", "java");
    json.addProperty("interrupt_mode", "message"); // a signal would end the JVM
    JsonObject environment = new JsonObject();
    Optional.ofNullable(System.getenv("OMP_WAIT_POLICY"))
        .ifPresent(policy -> environment.addProperty("OMP_WAIT_POLICY", policy));
    json.add("env", environment);
    Path folder = Files.createDirectories(jupyterData.resolve(KERNELS).resolve(name));
    return Files.writeString(
        folder.resolve("kernel.json"),
        new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(json) + "\n");
  }

  /**
   * Returns the folder in which Jupyter looks for the kernels of a user.
   *
   * @param environment variables by name
   * @param system the name of the operating system, as in {@code os.name}
   * @return the folder; it may not exist yet
   */
  public static Path userData(Map<String, String> environment, String system) {
    Path home = Path.of(System.getProperty("user.home"));
    if (environment.containsKey("JUPYTER_DATA_DIR")) {
      return Path.of(environment.get("JUPYTER_DATA_DIR"));
    } else if (system.startsWith("Mac")) {
      return home.resolve("Library/Jupyter");
    } else if (system.startsWith("Windows") && environment.containsKey("APPDATA")) {
      return Path.of(environment.get("APPDATA"), "jupyter");
    }
    return environment.containsKey("XDG_DATA_HOME")
        ? Path.of(environment.get("XDG_DATA_HOME"), "jupyter")
        : home.resolve(".local/share/jupyter");
  }
}
