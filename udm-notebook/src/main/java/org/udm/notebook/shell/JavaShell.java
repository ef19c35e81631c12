package org.udm.notebook.shell;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import org.udm.notebook.shell.Places.Place;

/**
 * A JShell that runs whole cells and returns the value of the last expression as the object it is.
 *
 * <pre>{@code
 * try (JavaShell shell = JavaShell.of(ShellOptions.defaults())) {
 *   shell.run("int x = 20;\nx + 1", "cell 1"); // 21
 * }
 * }</pre>
 */
public final class JavaShell implements AutoCloseable {
  private final JShell shell;
  private final CellExecution execution;
  private final Places places = new Places();
  private final Failures failures;
  private final CodeAssistant assistant;
  private final AtomicBoolean givenUp = new AtomicBoolean();
  private volatile boolean running;

  private JavaShell(JShell shell, CellExecution execution) {
    this.shell = shell;
    this.execution = execution;
    this.failures = new Failures(shell, places);
    this.assistant = new CodeAssistant(shell);
  }

  /**
   * Returns a shell that sees what this JVM sees.
   *
   * @param options how it compiles and runs
   * @return the shell
   * @throws IllegalArgumentException if an import is not accepted
   */
  public static JavaShell of(ShellOptions options) {
    CellExecution execution = CellExecution.of(options.timeoutMillis());
    JShell shell =
        JShell.builder()
            .executionEngine(new Only(execution), Map.of())
            .compilerOptions(options.compilerOptions().toArray(String[]::new))
            .build();
    for (String name : options.imports()) {
      if (shell.eval("import " + name + ";").get(0).status() != Snippet.Status.VALID) {
        shell.close();
        throw new IllegalArgumentException("import " + name + ": no such package or class");
      }
    }
    return new JavaShell(shell, execution);
  }

  /** Hands JShell the one execution that it shall use. */
  private record Only(CellExecution execution) implements ExecutionControlProvider {
    @Override
    public String name() {
      return "udm";
    }

    @Override
    public ExecutionControl generate(ExecutionEnv env, Map<String, String> parameters) {
      return execution;
    }
  }

  /**
   * Runs a cell, statement by statement.
   *
   * @param cell the text of the cell
   * @param name what to call the cell when something fails, such as {@code cell 3}
   * @return the value of the last statement if it is an expression, else null
   * @throws CellException if a statement does not compile, throws or is interrupted
   */
  public Object run(String cell, String name) {
    if (running) {
      return statements(cell, name); // a cell may run another one
    }
    execution.forgetInterrupt();
    running = true;
    try {
      return statements(cell, name);
    } finally {
      running = false;
    }
  }

  private Object statements(String cell, String name) {
    Object value = null;
    int offset = 0;
    while (true) {
      while (offset < cell.length() && Character.isWhitespace(cell.charAt(offset))) {
        offset++; // JShell counts the lines of a statement from its first sign on
      }
      String rest = cell.substring(offset);
      Place place = new Place(name, cell, Places.lineAt(cell, offset));
      CompletionInfo info = shell.sourceCodeAnalysis().analyzeCompletion(rest);
      if (info.completeness() == Completeness.EMPTY) {
        return value;
      }
      if (info.completeness() == Completeness.DEFINITELY_INCOMPLETE) {
        throw Failures.incomplete(place);
      }
      if (execution.wasInterrupted()) {
        throw Failures.interrupted(place, "interrupted before this statement");
      }
      value = statement(info.source(), place);
      offset =
          info.completeness().isComplete()
              ? cell.length() - info.remaining().length()
              : cell.length();
    }
  }

  private Object statement(String source, Place place) {
    List<SnippetEvent> events = shell.eval(source);
    for (SnippetEvent event : events) {
      places.put(event.snippet().id(), place);
    }
    if (givenUp.getAndSet(false)) {
      throw Failures.interrupted(place, "interrupted and given up");
    }
    Object value = null;
    for (SnippetEvent event : events) {
      if (event.exception() != null) {
        throw failures.thrown(event.exception());
      }
      if (event.causeSnippet() != null) {
        continue; // an earlier declaration that this one completes
      }
      if (!event.status().isDefined()) {
        throw failures.compilation(event.snippet(), place);
      }
      value = isExpression(event.snippet()) ? execution.takeResult() : null;
    }
    return value;
  }

  private static boolean isExpression(Snippet snippet) {
    return switch (snippet.subKind()) {
      case VAR_VALUE_SUBKIND, OTHER_EXPRESSION_SUBKIND, TEMP_VAR_EXPRESSION_SUBKIND -> true;
      default -> false;
    };
  }

  /**
   * Returns whether a cell is running.
   *
   * @return true while {@link #run} compiles or runs one of its statements
   */
  public boolean isRunning() {
    return running;
  }

  /**
   * Interrupts the thread of the running statement, or of the one that is being compiled as soon as
   * it runs; the statements after it are not run. A training loop ends after its step, a waiting
   * call throws {@link InterruptedException}.
   */
  public void interrupt() {
    execution.interrupt();
  }

  /**
   * Returns from {@link #run} although the running statement does not listen to an interrupt. Where
   * the JDK cannot stop its thread, the statement goes on in the background.
   */
  public void giveUp() {
    if (execution.isRunning()) {
      givenUp.set(true);
      execution.giveUp();
    }
  }

  /**
   * Adds jars and folders that later cells see.
   *
   * @param paths the paths, separated as in a class path
   */
  public void addToClassPath(String paths) {
    shell.addToClasspath(paths);
  }

  /**
   * Returns the loader of what cells declare.
   *
   * @return the class loader
   */
  public ClassLoader loader() {
    return execution.loader();
  }

  /**
   * Returns what completes, explains and judges unfinished code.
   *
   * @return the assistant
   */
  public CodeAssistant assistant() {
    return assistant;
  }

  @Override
  public void close() {
    shell.close();
  }
}
