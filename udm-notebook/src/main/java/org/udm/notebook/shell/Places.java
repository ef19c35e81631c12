package org.udm.notebook.shell;

import java.util.HashMap;
import java.util.Map;

/** Where the snippets of a shell stand in the cells that they came from. */
final class Places {

  /**
   * Where a snippet begins.
   *
   * @param cell the name of the cell, such as {@code cell 3}
   * @param text the text of the whole cell
   * @param line the line on which the snippet begins, from 1
   */
  record Place(String cell, String text, int line) {

    /** A line of the snippet, from 1, as a line of the cell. */
    int lineOfCell(int lineOfSnippet) {
      return line + lineOfSnippet - 1;
    }

    /** The text of a line of the cell, from 1; empty if there is none. */
    String textOf(int lineOfCell) {
      String[] lines = text.split("\n", -1);
      return lineOfCell >= 1 && lineOfCell <= lines.length ? lines[lineOfCell - 1] : "";
    }
  }

  private final Map<String, Place> bySnippet = new HashMap<>();

  /** Remembers where the snippet with an id begins. */
  void put(String snippetId, Place place) {
    bySnippet.put(snippetId, place);
  }

  /** Where the snippet with an id begins; null for one of the shell's own. */
  Place of(String snippetId) {
    return bySnippet.get(snippetId);
  }

  /** The number of a line, from 1, on which a character of a text stands. */
  static int lineAt(String text, int position) {
    return 1
        + (int)
            text.substring(0, Math.min(position, text.length()))
                .chars()
                .filter(c -> c == '\n')
                .count();
  }
}
