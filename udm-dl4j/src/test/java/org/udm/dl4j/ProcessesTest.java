package org.udm.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What depends on the order in which engines start, each order in a process of its own. */
class ProcessesTest {
  private static final long PATIENCE_SECONDS = 120; // a hang fails

  @TempDir Path folder;

  @Test
  void nd4jStartsBehindLibTorch() throws IOException, InterruptedException {
    String square = "[7.0, 10.0, 15.0, 22.0]"; // of the rows (1, 2) and (3, 4)
    assertEquals(
        "0 " + String.join(" ", "OpenBLAS", square, square, square),
        outcome(List.of(), LibTorchFirst.class));
  }

  @Test
  void whereMklIsLoadedNd4jIsRefusedAndTheProcessLives() throws IOException, InterruptedException {
    String outcome = outcome(List.of("-Dorg.bytedeco.openblas.load=mkl"), RefusedBesideMkl.class);
    assertTrue(outcome.startsWith("0 ND4J cannot run in a process that has loaded MKL"), outcome);
  }

  /** Runs a program; its exit status and what it printed last. */
  private String outcome(List<String> options, Class<?> program)
      throws IOException, InterruptedException {
    Path said = folder.resolve("said");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("OMP_WAIT_POLICY", "PASSIVE");
    Process process = builder.redirectOutput(said.toFile()).start();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    List<String> lines = Files.readAllLines(said);
    return process.waitFor() + " " + (lines.isEmpty() ? "" : lines.get(lines.size() - 1));
  }
}
