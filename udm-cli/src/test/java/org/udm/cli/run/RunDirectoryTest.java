package org.udm.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.udm.cli.console.TextFile;
import org.udm.cli.console.UserException;
import org.udm.cli.text.TextKind;

class RunDirectoryTest {
  @TempDir Path root;

  private RunDirectory directory;

  @BeforeEach
  void open() {
    directory = RunDirectory.of(root);
  }

  /** Whatever byte a process is killed at, what is left is the whole lines up to the step. */
  @Test
  void metricsAreCutToWholeLinesUpToTheStep() throws IOException {
    for (long step = 1; step <= 4; step++) {
      directory.addMetrics(Map.of("step", step, "loss", Map.of("mean", 0.5 * step, "text", "}")));
    }
    byte[] all = Files.readAllBytes(directory.metrics());
    List<String> lines = Files.readAllLines(directory.metrics());
    for (int length = 0; length <= all.length; length++) {
      String prefix = new String(Arrays.copyOf(all, length));
      long whole = lines.stream().filter(line -> prefix.contains(line)).count();
      for (long step = 0; step <= 4; step++) {
        Files.write(directory.metrics(), Arrays.copyOf(all, length));
        directory.cutMetrics(step);
        assertEquals(
            lines.stream().limit(Math.min(whole, step)).collect(Collectors.toList()),
            Files.readAllLines(directory.metrics()));
      }
    }
  }

  @Test
  void smallFilesAreReplacedWhole() throws IOException {
    TextFile.write(directory.record(), "old");
    TextFile.write(directory.record(), "new");
    assertEquals("new", Files.readString(directory.record()));
    try (var files = Files.list(root)) {
      assertEquals(List.of(directory.record()), files.toList());
    }
  }

  @Test
  void nothingIsLeftOfAFileThatCannotBeWritten() throws IOException {
    Path full = Files.createDirectory(root.resolve("full"));
    Files.createFile(full.resolve("x"));
    assertThrows(UserException.class, () -> TextFile.write(full, "text"));
    try (var files = Files.list(root)) {
      assertEquals(List.of(full), files.toList());
    }
  }

  @Test
  void oneTrainsAtATime() throws IOException {
    try (Closeable lock = directory.lock()) {
      assertTrue(
          assertThrows(UserException.class, directory::lock)
              .getMessage()
              .contains("another process is training in " + root),
          lock::toString);
    }
    directory.lock().close();
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    Files.writeString(directory.record(), "{}");
    String message =
        assertThrows(UserException.class, () -> directory.requireRun(TextKind.of())).getMessage();
    assertTrue(message.contains("no vocabulary.json and no checkpoint.safetensors"), message);
  }

  @Test
  void pathsInCommandsSurviveAShell() {
    assertEquals(
        "udm train text --resume --out 'my runs/it'\\''s'",
        RunDirectory.of(Path.of("my runs/it's")).resumption("text"));
  }
}
