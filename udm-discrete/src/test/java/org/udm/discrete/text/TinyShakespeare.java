package org.udm.discrete.text;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The text of published numbers. The file is no part of the repository: it is looked for in the
 * folder that the system property or environment variable UDM_DATA names, and in shared/data beside
 * the repository and above it.
 */
public final class TinyShakespeare {
  private static final String NAME = "tinyshakespeare.txt";

  private TinyShakespeare() {}

  /** The file; without it the test that asks is skipped. */
  public static Path file() {
    Stream<Path> named =
        Stream.of(System.getProperty("UDM_DATA"), System.getenv("UDM_DATA"))
            .filter(Objects::nonNull)
            .map(Path::of);
    Stream<Path> above =
        Stream.iterate(Path.of("").toAbsolutePath(), Objects::nonNull, Path::getParent)
            .map(folder -> folder.resolve("shared/data"));
    Optional<Path> found =
        Stream.concat(named, above).map(f -> f.resolve(NAME)).filter(Files::exists).findFirst();
    assumeTrue(found.isPresent(), NAME + " is not here: set UDM_DATA to the folder that has it");
    return found.orElseThrow();
  }
}
