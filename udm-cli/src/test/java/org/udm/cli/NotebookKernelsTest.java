package org.udm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Each kernel is a JVM with its own engine, and a notebook runs in the one that it asks for. */
@DisabledOnOs(OS.WINDOWS)
class NotebookKernelsTest {
  private static final String NOTEBOOK =
      """
      {"cells": [{"cell_type": "code", "metadata": {"tags": [%s]}, "outputs": [], "source":
        "org.nd4j.linalg.api.buffer.DataType.FLOAT"}],
       "metadata": {"kernelspec": {"name": "%s"}}, "nbformat": 4, "nbformat_minor": 5}
      """;

  @TempDir Path folder;

  @Test
  void eachKernelIsDescribedWithItsEngine() throws Exception {
    udm("notebook", "--kernelspec", folder.toString());
    String usual = kernel("java");
    assertFalse(usual.contains("nd4j-native"), usual);
    String other = kernel("java-dl4j");
    assertTrue(other.contains("nd4j-native"), other);
    assertFalse(other.contains("/mkl-"), "MKL would end it: " + other);
    assertTrue(other.contains("\"OMP_WAIT_POLICY\": \"PASSIVE\""), other);
  }

  private String kernel(String name) throws IOException {
    return Files.readString(folder.resolve("kernels").resolve(name).resolve("kernel.json"));
  }

  @Test
  void aNotebookRunsInTheKernelThatItAsksFor() throws Exception {
    Files.writeString(folder.resolve("with.ipynb"), NOTEBOOK.formatted("", "java-dl4j"));
    Files.writeString(
        folder.resolve("without.ipynb"), NOTEBOOK.formatted("\"raises-exception\"", "java"));
    udm("notebook", "--test", folder.toString());
  }

  private void udm(String... words) throws Exception {
    try (Spawned run = Spawned.start(folder.resolve("messages.txt"), words)) {
      assertEquals(0, run.status(), run::messages);
    }
  }
}
