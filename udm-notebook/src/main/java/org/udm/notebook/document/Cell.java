package org.udm.notebook.document;

import java.util.List;
import java.util.Set;

/**
 * A cell of a notebook.
 *
 * @param kind what it holds
 * @param source its text
 * @param tags its tags, such as {@code raises-exception}
 * @param outputs what its last execution left, in order; empty for text
 */
public record Cell(Kind kind, String source, Set<String> tags, List<Output> outputs) {

  /** The tag of a cell that has to fail, as nbclient knows it. */
  public static final String RAISES = "raises-exception";

  /** What a cell holds. */
  public enum Kind {
    /** Code to execute. */
    CODE,
    /** Text in Markdown. */
    MARKDOWN,
    /** Something for a converter. */
    RAW
  }

  /** Copies the collections. */
  public Cell {
    tags = Set.copyOf(tags);
    outputs = List.copyOf(outputs);
  }
}
