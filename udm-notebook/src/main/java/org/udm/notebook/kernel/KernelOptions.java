package org.udm.notebook.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.dflib.jjava.jupyter.kernel.util.PathsHandler;
import org.udm.notebook.shell.ShellOptions;

/**
 * What a kernel starts with.
 *
 * @param shell how cells are compiled and run
 * @param classPath jars and folders beside those of this JVM, separated as in a class path; may
 *     contain globs
 * @param startup cells that run before the first one
 * @param extensions whether extensions on the class path are installed
 */
public record KernelOptions(
    ShellOptions shell, String classPath, List<String> startup, Extensions extensions) {

  /** Copies the list. */
  public KernelOptions {
    startup = List.copyOf(startup);
  }

  /** Whether extensions, which teach a kernel to display further types, are installed. */
  public enum Extensions {
    /** Those on the class path are. */
    INSTALLED,
    /** None is. */
    LEFT_OUT
  }

  /**
   * Returns what a notebook may rely on in every kernel of IJava's kind.
   *
   * @return the options
   */
  public static KernelOptions defaults() {
    return new KernelOptions(ShellOptions.defaults(), "", List.of(), Extensions.INSTALLED);
  }

  /**
   * Returns options from the variables that IJava and JJava read: {@code IJAVA_CLASSPATH}, {@code
   * IJAVA_COMPILER_OPTS}, {@code IJAVA_STARTUP_SCRIPTS_PATH}, {@code IJAVA_STARTUP_SCRIPT}, {@code
   * IJAVA_TIMEOUT}, the same with {@code JJAVA_}, which comes second, and {@code
   * JJAVA_LOAD_EXTENSIONS}.
   *
   * @param environment variables by name
   * @return the options
   * @throws IllegalArgumentException if the timeout is not a number with an optional unit
   * @throws UncheckedIOException if a startup script cannot be read
   */
  public static KernelOptions of(Map<String, String> environment) {
    List<String> startup = new ArrayList<>();
    for (Path script :
        PathsHandler.splitAndResolveGlobs(joined(environment, "STARTUP_SCRIPTS_PATH"))) {
      try {
        startup.add(Files.readString(script));
      } catch (IOException e) {
        throw new UncheckedIOException("startup script " + script, e);
      }
    }
    startup.addAll(values(environment, "STARTUP_SCRIPT"));
    List<String> compilerOptions =
        values(environment, "COMPILER_OPTS").stream()
            .flatMap(options -> List.of(options.strip().split("\\s+")).stream())
            .toList();
    String load = environment.getOrDefault("JJAVA_LOAD_EXTENSIONS", "1").strip();
    return new KernelOptions(
        ShellOptions.defaults()
            .withCompilerOptions(compilerOptions)
            .withTimeoutMillis(
                values(environment, "TIMEOUT").stream()
                    .mapToLong(KernelOptions::millis)
                    .findFirst()
                    .orElse(0)),
        joined(environment, "CLASSPATH"),
        startup,
        load.isEmpty() || load.equals("0") || load.equalsIgnoreCase("false")
            ? Extensions.LEFT_OUT
            : Extensions.INSTALLED);
  }

  /**
   * Returns the same options with more imports.
   *
   * @param imports such as {@code org.udm.core.*}
   * @return the options
   */
  public KernelOptions withImports(String... imports) {
    return new KernelOptions(shell.withImports(imports), classPath, startup, extensions);
  }

  private static List<String> values(Map<String, String> environment, String name) {
    return List.of("IJAVA_", "JJAVA_").stream()
        .map(prefix -> environment.getOrDefault(prefix + name, ""))
        .filter(value -> !value.isBlank())
        .toList();
  }

  private static String joined(Map<String, String> environment, String name) {
    return PathsHandler.joinStringPaths(values(environment, name));
  }

  /** "500", "30 SECONDS"; below 1 there is no limit. */
  private static long millis(String timeout) {
    String[] words = timeout.strip().split("\\s+");
    try {
      TimeUnit unit =
          words.length == 1
              ? TimeUnit.MILLISECONDS
              : TimeUnit.valueOf(words[1].toUpperCase(Locale.ROOT));
      return Math.max(0, unit.toMillis(Long.parseLong(words[0])));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "IJAVA_TIMEOUT or JJAVA_TIMEOUT is '%s': write a number of milliseconds, or a number and a unit such as SECONDS"
              .formatted(timeout),
          e);
    }
  }
}
