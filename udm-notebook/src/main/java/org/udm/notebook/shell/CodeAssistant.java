package org.udm.notebook.shell;

import java.util.List;
import java.util.Optional;
import jdk.jshell.JShell;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.SourceCodeAnalysis.Suggestion;

/** Completes code, explains names and tells whether a cell is finished. */
public final class CodeAssistant {
  private final JShell shell;

  CodeAssistant(JShell shell) {
    this.shell = shell;
  }

  /**
   * What can stand at a place.
   *
   * @param texts the possible texts, the most fitting first
   * @param from the first character that a text replaces
   */
  public record Completion(List<String> texts, int from) {

    /** Copies the list. */
    public Completion {
      texts = List.copyOf(texts);
    }
  }

  /**
   * Completes code.
   *
   * @param code the text of a cell
   * @param cursor the place, in [0, length]
   * @return what can stand there
   */
  public Completion complete(String code, int cursor) {
    Completion whole = suggestions(code.substring(0, cursor), 0);
    // JShell looks at the first statement's kind; what it cannot place is tried by itself.
    return whole.texts().isEmpty()
        ? suggestions(code.substring(0, cursor), lastStatement(code.substring(0, cursor)))
        : whole;
  }

  private Completion suggestions(String code, int from) {
    int[] anchor = {cursorOf(code, from)};
    List<Suggestion> found =
        analysis().completionSuggestions(code.substring(from), cursorOf(code, from), anchor);
    List<String> texts =
        java.util.stream.Stream.of(true, false)
            .flatMap(fits -> found.stream().filter(s -> s.matchesType() == fits))
            .map(Suggestion::continuation)
            .distinct()
            .toList();
    return new Completion(texts, from + anchor[0]);
  }

  private static int cursorOf(String code, int from) {
    return code.length() - from;
  }

  private int lastStatement(String code) {
    int from = 0;
    while (true) {
      CompletionInfo info = analysis().analyzeCompletion(code.substring(from));
      int next = code.length() - info.remaining().length();
      if (!info.completeness().isComplete() || info.remaining().isBlank() || next <= from) {
        return from;
      }
      from = next;
    }
  }

  /**
   * Explains the name at a place: the signatures and comments of methods and types, the type of a
   * variable.
   *
   * @param code the text of a cell
   * @param cursor a place at or in the name, in [0, length]
   * @return the explanation, empty if nothing is known
   */
  public Optional<String> explain(String code, int cursor) {
    int end = cursor;
    while (end < code.length() && Character.isJavaIdentifierPart(code.charAt(end))) {
      end++;
    }
    int start = end;
    while (start > 0 && Character.isJavaIdentifierPart(code.charAt(start - 1))) {
      start--;
    }
    String name = code.substring(start, end);
    Optional<String> variable =
        shell
            .variables()
            .filter(v -> v.name().equals(name))
            .findFirst()
            .map(v -> v.typeName() + " " + v.name());
    if (variable.isPresent()) {
      return variable;
    }
    String upToName = code.substring(0, end);
    // A parenthesis makes JShell speak of methods; without one it speaks of types.
    for (String asked : List.of(upToName + "(", upToName)) {
      String text = documentation(asked.substring(lastStatement(asked)));
      if (!text.isEmpty()) {
        return Optional.of(text);
      }
    }
    return Optional.empty();
  }

  private String documentation(String code) {
    return String.join(
        "\n\n",
        analysis().documentation(code, code.length(), true).stream()
            .map(d -> d.javadoc() == null ? d.signature() : d.signature() + "\n" + d.javadoc())
            .toList());
  }

  /** Whether a cell could be run. */
  public enum State {
    /** It is finished. */
    COMPLETE,
    /** More has to follow. */
    INCOMPLETE,
    /** It is not Java. */
    INVALID
  }

  /**
   * Tells whether a cell is finished.
   *
   * @param code the text of a cell
   * @return its state
   */
  public State stateOf(String code) {
    String rest = code;
    while (true) {
      CompletionInfo info = analysis().analyzeCompletion(rest);
      switch (info.completeness()) {
        case UNKNOWN:
          return State.INVALID;
        case DEFINITELY_INCOMPLETE, CONSIDERED_INCOMPLETE:
          return State.INCOMPLETE;
        case EMPTY:
          return State.COMPLETE;
        default:
          rest = info.remaining();
      }
    }
  }

  private SourceCodeAnalysis analysis() {
    return shell.sourceCodeAnalysis();
  }
}
