package org.udm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Results reach their reader whole, or the exit status says that they did not. */
@EnabledOnOs(OS.LINUX)
class ResultStreamTest {
  @TempDir static Path folder;
  private static Path run;

  private final Path messages = folder.resolve("messages.txt");

  @BeforeAll
  static void train() throws Exception {
    Path text = Files.writeString(folder.resolve("text.txt"), "caf\u00e9 \u20ac ".repeat(60));
    run = folder.resolve("run");
    Cli.succeed((Object[]) Cli.train(text, run, "--steps=2"));
  }

  @Test
  void aFullDiskIsAFailure() throws Exception {
    try (Spawned sample = Spawned.shell("\"$@\" > /dev/full", messages, "sample", run.toString())) {
      assertEquals(1, sample.status(), sample::messages);
      assertTrue(
          sample.messages().contains("udm: the results could not be written: No space left"),
          sample::messages);
    }
  }

  /** A reader that has enough ends the writing, without complaint and long before its end. */
  @Test
  void aReaderMayLeave() throws Exception {
    String script = "\"$@\" | head -n 1 > /dev/null; exit ${PIPESTATUS[0]}";
    try (Spawned sample =
        Spawned.shell(
            script, messages, "sample", run.toString(), "--count=100000000", "--batch=4")) {
      assertEquals(1, sample.status(), sample::messages);
      assertEquals("", sample.messages());
    }
  }

  /** The same bytes in a locale that has no such characters. */
  @Test
  void textIsUtf8WhateverTheLocale() throws Exception {
    Path out = folder.resolve("out.txt");
    String script = "LC_ALL=C \"$@\" > '" + out + "'";
    try (Spawned sample =
        Spawned.shell(script, messages, "sample", run.toString(), "--count=4", "--seed=3")) {
      assertEquals(0, sample.status(), sample::messages);
    }
    String expected = Cli.succeed("sample", run, "--count=4", "--seed=3").out();
    assertEquals(expected, Files.readString(out, StandardCharsets.UTF_8));
    assertFalse(expected.chars().allMatch(c -> c < 128), expected);
  }
}
