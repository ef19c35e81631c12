package org.udm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.udm.cli.run.RunDirectory;

/** What is to be typed next begins as the command was called, and can be pasted into a shell. */
class CommandNameTest {
  private static final String CALLED = "/home/my dir/udm";
  private static final String TYPED = "'/home/my dir/udm'";

  /** Command lines, one after another, of a command that was called by its place. */
  private static final String SCRIPT =
      """
      java=$1
      shift
      for words in 'verify nothing-like-it' 'train' 'frobnicate' 'sample --nothing' \\
        "train restore --engine=dl4j --data=x --out=$FOLDER/new" "train points --resume --out=$FOLDER" \\
        "train points --data=moons --config=$FOLDER/run.json --out=$FOLDER/new"; do
        "$java" "-Dudm.command=$CALLED" "$@" $words
      done
      """;

  @TempDir Path folder;

  @Test
  void messagesNameTheCommandAsItWasCalled() throws IOException, InterruptedException {
    Files.writeString(RunDirectory.of(folder).record(), "{\"kind\": \"text\", \"config\": {}}");
    String script = "FOLDER='%s'\nCALLED='%s'\n%s".formatted(folder, CALLED, SCRIPT);
    try (Spawned spawned = Spawned.shell(script, folder.resolve("messages"))) {
      spawned.status();
      String told = spawned.messages();
      for (String words :
          List.of(
              "'%s verify --list' shows them",
              "'%s train text --data FILE --out DIR' or '%s train restore",
              "Try '%s --help'.",
              "Try '%s sample --help'.",
              "--engine dl4j with '%s train restore'",
              "go on with it by '%s train text --resume --out " + folder + "'",
              "use it with '%s train text'")) {
        assertTrue(told.contains(words.replace("%s", TYPED)), told);
      }
      assertFalse(told.contains("'udm "), told);
      assertEquals(7, told.lines().filter(line -> line.startsWith("udm: ")).count(), told);
    }
  }
}
