package org.udm.torch.cuda;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where to look for what a machine has: its files and the environment of this process.
 *
 * @param root the folder that stands for /, another one in tests
 * @param environment variables by name
 */
public record Machine(Path root, Map<String, String> environment) {
  /** Copies the variables. */
  public Machine {
    environment = Map.copyOf(environment);
  }

  /**
   * Returns the machine that this process runs on.
   *
   * @return its files and variables
   */
  public static Machine present() {
    return new Machine(Path.of("/"), System.getenv());
  }

  /**
   * Returns a file or folder of the machine.
   *
   * @param absolute such as /proc/driver
   * @return where it is
   */
  Path at(String absolute) {
    return root.resolve(absolute.substring(1));
  }

  /** A variable that is set and not empty. */
  Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  /**
   * Returns whether a driver for NVIDIA GPUs is running, be the card usable or not.
   *
   * @return true if the driver shows itself; below Windows (WSL 2) by its own device
   */
  public boolean hasNvidiaDriver() {
    return Files.exists(at("/proc/driver/nvidia/version"))
        || Files.exists(at("/dev/nvidiactl"))
        || Files.exists(at("/dev/dxg"));
  }
}
