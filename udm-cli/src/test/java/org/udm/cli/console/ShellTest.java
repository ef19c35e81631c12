package org.udm.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellTest {
  @TempDir Path folder;

  /** A shell reads the word as one, and as the text that it was. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "udm",
        "./udm",
        "/home/my dir/udm",
        "it's",
        "''",
        "a\"b",
        "$HOME `id` $(id)",
        "a;b&c|d>e<f",
        "*?[a]",
        "~",
        "#",
        "a\\b",
        "two\nlines",
        "\tand tabs ",
        "\u00e9t\u00e9"
      })
  void wordsComeBackFromAShell(String text) throws IOException {
    Path script = folder.resolve("script");
    Files.writeString(script, "printf '%s|' " + Shell.word(text) + " end\n");
    Process shell = new ProcessBuilder("sh", script.toString()).start();
    String read = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(text + "|end|", read);
  }

  @Test
  void plainWordsStayAsTheyAre() {
    assertEquals("runs/a-b_1.x", Shell.word("runs/a-b_1.x"));
    assertEquals("'my runs/it'\\''s'", Shell.word("my runs/it's"));
  }
}
