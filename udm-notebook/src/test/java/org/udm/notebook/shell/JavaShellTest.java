package org.udm.notebook.shell;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.udm.notebook.shell.CodeAssistant.State;

/** Cells run as in IJava, and failures point at the line of the cell. */
class JavaShellTest {
  private static final JavaShell SHELL = JavaShell.of(ShellOptions.defaults());
  private static final String LOOPS = "System.setProperty(\"udm.test.loops\", \"\");";

  @AfterAll
  static void close() {
    SHELL.close();
  }

  @Test
  void theLastExpressionIsTheResultAsAnObject() {
    assertEquals(21, SHELL.run("int x = 20;\nx + 1", "cell 1"));
    assertArrayEquals(new int[] {1, 2}, (int[]) SHELL.run("new int[] {1, 2}", "cell 2"));
    assertEquals(20, SHELL.run("x", "cell 3"));
  }

  @Test
  void aDeclarationHasNoResult() {
    assertNull(SHELL.run("int y = 3;", "cell 1"));
    assertNull(SHELL.run("int a, b; // two", "cell 2"));
    assertNull(
        SHELL.run("record Pair(int a, int b) {}\nint f(int q) {\n  return q + 1;\n}", "cell 3"));
    assertNull(SHELL.run("  \n// nothing\n", "cell 4"));
    assertNull(SHELL.run("y = 4", "cell 5"));
  }

  @Test
  void whatTheClassPathHoldsCanBeUsed() {
    assertEquals(
        2,
        SHELL.run(
            "import org.udm.discrete.TokenBatch;\nTokenBatch.filled(2, 3, 0).rows()", "cell 1"));
  }

  @Test
  void aCompilationErrorPointsAtTheLine() {
    CellException e = failure("int fine = 1;\n\n// a comment\nint bad =\n    nowhere + 1;");
    assertEquals("CompilationError", e.kind());
    assertEquals(5, e.line());
    assertTrue(
        e.report().get(0).startsWith("cell 9, line 5: cannot find symbol"), e.report().get(0));
    assertTrue(e.report().contains("    5 |     nowhere + 1;"), e.report().toString());
    assertTrue(e.report().contains("            ^"), e.report().toString());
  }

  @Test
  void anExceptionPointsAtTheLineAndThroughEarlierCells() {
    SHELL.run("\n\nint divide(int a) {\n  // by nothing\n  return a / 0;\n}", "cell 8");
    CellException e = failure("int before = 1;\n\nint z = 1 +\n  divide(before);");
    assertEquals("ArithmeticException", e.kind());
    assertEquals("/ by zero", e.getMessage());
    assertEquals("java.lang.ArithmeticException: / by zero", e.report().get(0));
    assertEquals("    at cell 8, line 5: return a / 0;", e.report().get(1));
    assertEquals("    at cell 9, line 4: divide(before);", e.report().get(2));
  }

  @Test
  void aCauseIsShown() {
    CellException e =
        failure("throw new IllegalStateException(\"outer\", new RuntimeException(\"inner\"));");
    assertEquals(1, e.line());
    assertTrue(
        e.report().contains("Caused by: java.lang.RuntimeException: inner"), e.report().toString());
  }

  @Test
  void anUnfinishedCellSaysWhereItBegins() {
    CellException e = failure("int k = 1;\nfor (int i = 0;");
    assertEquals("IncompleteSource", e.kind());
    assertEquals(2, e.line());
  }

  @Test
  void aMethodThatLacksSomethingSaysWhat() {
    SHELL.run("int uses() { return missingOne(); }", "cell 1");
    CellException e = failure("uses()");
    assertEquals("UnresolvedReference", e.kind());
    assertTrue(e.getMessage().contains("missingOne"), e.getMessage());
  }

  @Test
  void anInterruptEndsTheCellAndTheShellGoesOn() throws Exception {
    CompletableFuture<CellException> failed =
        looping("int slept = 0;\nwhile (!Thread.interrupted()) " + LOOPS + "\nslept = -1;");
    SHELL.interrupt();
    CellException e = failed.get(20, TimeUnit.SECONDS);
    assertEquals("Interrupted", e.kind());
    assertEquals(3, e.line());
    assertEquals(Boolean.TRUE, SHELL.run("slept == 0", "cell 2"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 4, 8, 16, 32, 64}) // one of them falls into the compilation
  void anInterruptOfAStatementThatIsBeingCompiledIsNotLost(int millis) throws Exception {
    CompletableFuture<CellException> failed = sent("Thread.sleep(60_000);");
    while (!SHELL.isRunning()) {
      Thread.onSpinWait();
    }
    Thread.sleep(millis);
    SHELL.interrupt();
    String kind = failed.get(20, TimeUnit.SECONDS).kind();
    assertTrue(List.of("InterruptedException", "Interrupted").contains(kind), kind);
    assertEquals(4, SHELL.run("Thread.sleep(1);\n2 + 2", "cell 2"));
  }

  @Test
  void aLoopThatDoesNotListenCanBeGivenUp() throws Exception {
    CompletableFuture<CellException> failed = looping("{ " + LOOPS + " while (true) {} }");
    SHELL.interrupt();
    assertThrows(Exception.class, () -> failed.get(200, TimeUnit.MILLISECONDS));
    SHELL.giveUp();
    assertEquals("Interrupted", failed.get(20, TimeUnit.SECONDS).kind());
    assertEquals(3, SHELL.run("1 + 2", "cell 2"));
  }

  @Test
  void aStatementMayHaveALimitOfTime() {
    try (JavaShell hasty = JavaShell.of(ShellOptions.defaults().withTimeoutMillis(200))) {
      CellException e =
          assertThrows(CellException.class, () -> hasty.run("Thread.sleep(60_000);", "cell 1"));
      assertTrue(e.getMessage().contains("200 ms"), e.getMessage());
      assertEquals(2, hasty.run("1 + 1", "cell 2"));
    }
  }

  @Test
  void allCellsRunOnOneThread() {
    Object first = SHELL.run("Thread.currentThread()", "cell 1");
    assertEquals(first, SHELL.run("Thread.currentThread()", "cell 2"));
  }

  @Test
  void namesAreCompleted() {
    String code = "import java.util.List;\nint q = 3;\nString.val";
    CodeAssistant.Completion completion = SHELL.assistant().complete(code, code.length());
    assertEquals(List.of("valueOf("), completion.texts());
    assertEquals(code.length() - 3, completion.from());
    assertTrue(
        SHELL.assistant().complete("String s = \"\"; s.len", 20).texts().contains("length()"));
  }

  @Test
  void namesAreExplained() {
    SHELL.run("double explained = 2;", "cell 1");
    assertEquals(
        "double explained", SHELL.assistant().explain("int a = explained", 12).orElseThrow());
    String max = SHELL.assistant().explain("int b = 1;\nMath.max(1, 2)", 18).orElseThrow();
    assertTrue(max.contains("int Math.max(int a, int b)"), max);
    assertTrue(SHELL.assistant().explain("nothingAtAll", 3).isEmpty());
  }

  @Test
  void aCellKnowsWhetherItIsFinished() {
    assertEquals(State.COMPLETE, SHELL.assistant().stateOf("int x = 5;\nx"));
    assertEquals(State.INCOMPLETE, SHELL.assistant().stateOf("for (int i = 0; i < 3; i++) {"));
    assertEquals(State.INVALID, SHELL.assistant().stateOf("foo(]"));
  }

  private static CellException failure(String cell) {
    return assertThrows(CellException.class, () -> SHELL.run(cell, "cell 9"));
  }

  /** A cell that runs on another thread. */
  private static CompletableFuture<CellException> sent(String cell) {
    CompletableFuture<CellException> failed = new CompletableFuture<>();
    Thread thread = new Thread(() -> failed.complete(failure(cell)));
    thread.setDaemon(true);
    thread.start();
    return failed;
  }

  /** A cell that has reached its loop, which says so by {@link #LOOPS}, on another thread. */
  private static CompletableFuture<CellException> looping(String cell) throws InterruptedException {
    System.clearProperty("udm.test.loops");
    CompletableFuture<CellException> failed = sent(cell);
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (System.getProperty("udm.test.loops") == null && System.nanoTime() < deadline) {
      Thread.sleep(10);
    }
    return failed;
  }
}
