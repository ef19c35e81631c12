package org.udm.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.udm.dl4j.example.FifteenLines;

/** The program on the page for users of Deeplearning4j is one that runs. */
class PageTest {
  private static final Path PAGE = Path.of("..", "docs", "deeplearning4j.md");
  private static final Path PROGRAM =
      Path.of("src", "test", "java", "org", "udm", "dl4j", "example", "FifteenLines.java");

  @Test
  void theProgramOnThePageRuns() throws IOException {
    String program = Files.readString(PROGRAM);
    String shown = Files.readString(PAGE).split("```java\n")[1].split("```")[0];
    assertEquals(program.substring(program.indexOf("import ")), shown);
    FifteenLines.main(new String[0]);
  }
}
