package org.udm.cli.processes;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.udm.cli.console.Failures;
import org.udm.cli.console.UserException;

/**
 * The JVM with the second engine. ND4J and MKL cannot share a process, and LibTorch is to keep MKL:
 * so a command that needs ND4J is carried out by another Java, with ND4J on its class path and
 * without MKL. It shares the terminal, and what this process is sent reaches it.
 */
public final class EngineJvm {
  private static final String PRESENT = "org/nd4j/linalg/factory/Nd4j.class";

  /** What Maven leaves beside the classes: the jars that this class path lacks. */
  private static final String CLASS_PATH_FILE = "udm-dl4j.classpath";

  private static final String MKL = "mkl-";
  private static final String MODULES = "/udm-dl4j/target/";
  private static final String ON_PROCESSOR = "/nd4j-native/";
  private static final String ON_CARD = "/nd4j-cuda-";

  /** Where ND4J computes. */
  public enum Backend {
    /** On the processor. */
    CPU(ON_CARD),
    /** On an NVIDIA card. */
    CUDA(ON_PROCESSOR);

    private final String other;

    Backend(String other) {
      this.other = other;
    }
  }

  private EngineJvm() {}

  /**
   * Returns whether this is it.
   *
   * @return false for the JVM that a user starts
   */
  public static boolean isThis() {
    return EngineJvm.class.getClassLoader().getResource(PRESENT) != null;
  }

  /**
   * Returns whether it can be started.
   *
   * @return false where this class does not stand in a checkout that Maven has built
   */
  public static boolean isBuilt() {
    return Files.isReadable(file());
  }

  /**
   * Returns whether the build has ND4J for a backend.
   *
   * @param backend which
   * @return false for {@link Backend#CUDA} in a build without {@code -Pnd4j-cuda}
   */
  public static boolean has(Backend backend) {
    return lacking().stream()
        .anyMatch(entry -> entry.contains(backend == Backend.CPU ? ON_PROCESSOR : ON_CARD));
  }

  /**
   * Carries a command out in another JVM.
   *
   * @param main the class that is started
   * @param args the command line
   * @param backend where ND4J computes
   * @param variables further ones of its environment
   * @return its exit status
   * @throws UserException if it cannot be started
   */
  public static int run(
      String main, List<String> args, Backend backend, Map<String, String> variables) {
    ProcessBuilder builder =
        new ProcessBuilder(JavaCommand.of(option -> true, classPath(backend), main, args))
            .inheritIO();
    Map<String, String> environment = builder.environment();
    environment.put("OMP_WAIT_POLICY", "PASSIVE"); // or the pools of threads spin at each other
    environment.putAll(variables);
    Starter.tell(environment);
    try {
      return waitFor(builder.start());
    } catch (IOException e) {
      throw UserException.failed("cannot start a process: " + Failures.describe(e), e);
    }
  }

  /** Ctrl-C reaches both processes, another signal this one alone: it is passed on. */
  private static int waitFor(Process process) {
    Thread hook =
        new Thread(
            () -> {
              process.destroy(); // SIGTERM: it saves, and ends
              await(process);
            },
            "udm-engine-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    int status = await(process);
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // this process is going down, too
    }
    return status;
  }

  private static int await(Process process) {
    while (true) {
      try {
        return process.waitFor();
      } catch (InterruptedException e) {
        process.destroy();
      }
    }
  }

  private static String classPath(Backend backend) {
    List<String> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (!Path.of(entry).getFileName().toString().startsWith(MKL)) {
        entries.add(entry);
      }
    }
    lacking().stream()
        .filter(entry -> !entry.replace(File.separatorChar, '/').contains(backend.other))
        .forEach(entries::add);
    return String.join(File.pathSeparator, entries);
  }

  /** The entries that this class path lacks, wherever the checkout was when Maven wrote them. */
  private static List<String> lacking() {
    Path file = file();
    try {
      return Arrays.stream(Files.readString(file).strip().split(File.pathSeparator))
          .map(entry -> entry.replace(File.separatorChar, '/'))
          .map(
              entry ->
                  entry.contains(MODULES)
                      ? checkout(file) + entry.substring(entry.indexOf(MODULES))
                      : entry)
          .toList();
    } catch (IOException e) {
      throw UserException.failed(
          "--engine dl4j: this build has no second engine (there is no %s): start it by ./udm from a checkout"
              .formatted(file),
          e);
    }
  }

  private static Path checkout(Path file) {
    return file.getParent().getParent().getParent();
  }

  private static Path file() {
    try {
      Path classes =
          Path.of(EngineJvm.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return classes.resolveSibling(CLASS_PATH_FILE);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the classes of udm have no place", e);
    }
  }
}
