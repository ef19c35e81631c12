package org.udm.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The source tree that the tests run in. */
final class Checkout {

  private Checkout() {}

  /** The folder that holds the root pom, found from the working folder upwards. */
  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.isDirectory(folder.resolve(".mvn"))) {
      folder = folder.getParent();
    }
    if (folder == null) {
      throw new IllegalStateException("no .mvn folder at or above " + Path.of("").toAbsolutePath());
    }
    return folder;
  }

  /** The modules' folders that hold main Java code, in the order of their names. */
  static List<Path> modules() {
    try (Stream<Path> folders = Files.list(root())) {
      return folders
          .filter(f -> f.getFileName().toString().startsWith("udm-"))
          .filter(f -> !javaFiles(f.resolve("src/main/java")).isEmpty())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The Java files below a folder; none where it does not exist. */
  static List<Path> javaFiles(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(f -> f.toString().endsWith(".java")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
