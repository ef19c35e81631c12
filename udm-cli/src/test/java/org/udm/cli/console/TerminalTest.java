package org.udm.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalTest {
  private static final int COLUMNS = 30;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  /** What a terminal shows of a stream: lines that wrap, returns and erasures to the end. */
  private List<String> screen() {
    List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));
    int column = 0;
    String text = bytes.toString(StandardCharsets.UTF_8);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      StringBuilder line = lines.get(lines.size() - 1);
      if (text.startsWith("\u001b[K", i)) {
        line.setLength(Math.min(column, line.length()));
        i += 2;
      } else if (c == '\r') {
        column = 0;
      } else if (c == '\n') {
        lines.add(new StringBuilder());
        column = 0;
      } else {
        if (column == COLUMNS) {
          lines.add(new StringBuilder());
          column = 0;
          line = lines.get(lines.size() - 1);
        }
        line.replace(column, Math.min(column + 1, line.length()), String.valueOf(c));
        column++;
      }
    }
    return lines.stream().map(StringBuilder::toString).toList();
  }

  @Test
  void aShorterLineLeavesNothingOfALongerOne() throws InterruptedException {
    Terminal terminal = Terminal.of(out, true, COLUMNS);
    terminal.progress("step 1, 1000 left");
    Thread.sleep(110); // until a line may be renewed
    terminal.progress("step 2");
    assertEquals(List.of("step 2"), screen());
  }

  @Test
  void linesStandAboveTheProgress() {
    Terminal terminal = Terminal.of(out, true, COLUMNS);
    terminal.progress("step 100 of 1000");
    terminal.line("loss 2");
    terminal.progress("step 101 of 1000");
    assertEquals(List.of("loss 2", "step 101 of 1000"), screen());
    terminal.clear();
    assertEquals(List.of("loss 2", ""), screen());
  }

  @Test
  void aWideLineIsCutAndDoesNotWrap() {
    Terminal.of(out, true, COLUMNS).progress("x".repeat(200));
    assertEquals(List.of("x".repeat(COLUMNS - 1)), screen());
  }

  @Test
  void theBarTakesTheRoomThatTheTextLeaves() {
    Terminal.of(out, true, 80).progress(0.5, "1/2");
    assertEquals(List.of("[=========>          ] 1/2"), screen());
    bytes.reset();
    Terminal.of(out, true, COLUMNS).progress(0.5, "1/2  loss 1 bits/word");
    assertEquals(List.of("[==>  ] 1/2  loss 1 bits/word"), screen());
    bytes.reset();
    Terminal.of(out, true, COLUMNS).progress(0.5, "1/2  loss 1.234 bits/word");
    assertEquals(List.of("1/2  loss 1.234 bits/word"), screen());
  }

  /** A failure is told by another object, which must not write on top of the progress. */
  @Test
  void anotherTerminalClearsTheSameLine() {
    Terminal.of(out, true, COLUMNS).progress("step 100");
    Terminal.of(out, true, COLUMNS).clear();
    assertEquals(List.of(""), screen());
  }

  @Test
  void renewsNotMoreOftenThanEyesRead() {
    Terminal terminal = Terminal.of(out, true, COLUMNS);
    for (int step = 0; step < 1000; step++) {
      terminal.progress("step " + step);
    }
    assertEquals(List.of("step 0"), screen());
  }

  @Test
  void aFileGetsLinesWithoutControlCharacters() {
    Terminal terminal = Terminal.of(out, false, COLUMNS);
    terminal.progress("step 1");
    terminal.line("loss 2");
    terminal.clear();
    assertEquals("loss 2\n", bytes.toString(StandardCharsets.UTF_8).replace("\r\n", "\n"));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, 0, 0.01, 0.5, 0.99, 1, 2, Double.NaN})
  void barsAreOfOneWidth(double part) {
    assertTrue(Terminal.bar(part, 20).matches("\\[=*>? *]"), Terminal.bar(part, 20));
    assertEquals(22, Terminal.bar(part, 20).length());
  }

  @Test
  void spansAreReadable() {
    assertEquals("0 s", Terminal.span(0));
    assertEquals("1:00 min", Terminal.span(59.6));
    assertEquals("59:59 min", Terminal.span(3599));
    assertEquals("27:46 h", Terminal.span(99_999));
  }
}
