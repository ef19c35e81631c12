package org.udm.notebook.shell;

import java.util.List;

/**
 * How a {@link JavaShell} compiles and runs.
 *
 * @param imports what is imported before the first cell, such as {@code java.util.*} or {@code
 *     static java.lang.Math.*}
 * @param compilerOptions options as for {@code javac}
 * @param timeoutMillis how long one statement may take, in milliseconds; 0 for ever
 */
public record ShellOptions(List<String> imports, List<String> compilerOptions, long timeoutMillis) {

  /** Copies the lists. */
  public ShellOptions {
    imports = List.copyOf(imports);
    compilerOptions = List.copyOf(compilerOptions);
    if (timeoutMillis < 0) {
      throw new IllegalArgumentException(
          "a timeout of %d ms: must be at least 0, which is for ever".formatted(timeoutMillis));
    }
  }

  /**
   * Returns the imports of IJava, which a notebook may rely on everywhere, and no limit of time.
   *
   * @return the options
   */
  public static ShellOptions defaults() {
    return new ShellOptions(
        List.of(
            "java.io.*",
            "java.math.*",
            "java.net.*",
            "java.nio.file.*",
            "java.util.*",
            "java.util.concurrent.*",
            "java.util.function.*",
            "java.util.prefs.*",
            "java.util.regex.*",
            "java.util.stream.*"),
        List.of(),
        0);
  }

  /**
   * Returns the same options with more imports.
   *
   * @param more what else is imported
   * @return the options
   */
  public ShellOptions withImports(String... more) {
    List<String> all = new java.util.ArrayList<>(imports);
    all.addAll(List.of(more));
    return new ShellOptions(all, compilerOptions, timeoutMillis);
  }

  /**
   * Returns the same options with others for the compiler.
   *
   * @param options options as for {@code javac}
   * @return the options
   */
  public ShellOptions withCompilerOptions(List<String> options) {
    return new ShellOptions(imports, options, timeoutMillis);
  }

  /**
   * Returns the same options with another limit.
   *
   * @param millis how long one statement may take, in milliseconds; 0 for ever
   * @return the options
   */
  public ShellOptions withTimeoutMillis(long millis) {
    return new ShellOptions(imports, compilerOptions, millis);
  }
}
