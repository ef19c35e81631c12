package org.udm.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FailuresTest {
  static List<Throwable> everything() {
    return List.of(
        new OutOfMemoryError("Java heap space"),
        new UnsatisfiedLinkError("no jnitorch in java.library.path: [/usr/lib]"),
        new ExceptionInInitializerError(new UnsatisfiedLinkError("libcudart.so.12")),
        new NoClassDefFoundError("Could not initialize class org.udm.torch.Native"),
        new StackOverflowError(),
        new IllegalStateException(),
        new IllegalStateException("\n\n  first\nsecond\n"),
        new RuntimeException(new NoSuchFileException("a.txt")),
        new RuntimeException("[enforce fail] can't allocate memory\nframe #0: c10::Error"));
  }

  @ParameterizedTest
  @MethodSource("everything")
  void everyFailureIsOneLineThatIsNoClassName(Throwable e) {
    String line = Failures.describe(e);
    assertEquals(1, line.lines().count(), line);
    assertFalse(line.isBlank());
    assertFalse(line.matches(".*\\w(Exception|Error)\\b.*"), line);
  }

  @Test
  void knownFailuresSayWhatToDo() {
    Map.of(
            new OutOfMemoryError("Java heap space"), "-Xmx",
            new UnsatisfiedLinkError("libgomp.so.1"), "udm doctor",
            new AccessDeniedException("/data/x"), "no permission for /data/x",
            new RuntimeException("can't allocate memory: 8 bytes"), "smaller --batch")
        .forEach((e, text) -> assertTrue(Failures.describe(e).contains(text), text));
  }
}
