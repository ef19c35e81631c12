package org.udm.discrete.text;

import java.util.stream.IntStream;

/**
 * Cuts a text, character by character, into documents.
 *
 * <p>White space is held back until something follows it: if it then holds enough line ends, the
 * document ends before it, and the next begins after the last of them. So white space at the end of
 * a document is no part of it, and a document is never blank.
 */
final class DocumentSplitter {

  /** Takes the documents. */
  interface Documents {
    /** Takes the next character of the document. */
    void accept(int codePoint);

    /** Ends the document. */
    void end();
  }

  private final int lineEnds; // that end a document
  private final Documents documents;
  private final StringBuilder blank = new StringBuilder(); // held back
  private int newlines; // in blank
  private boolean inDocument;

  DocumentSplitter(RowUnit unit, Documents documents) {
    this.lineEnds =
        switch (unit) {
          case LINE -> 1;
          case PARAGRAPH -> 2;
          case BLOCK, FILE -> Integer.MAX_VALUE;
        };
    this.documents = documents;
  }

  void accept(int codePoint) {
    if (Character.isWhitespace(codePoint)) {
      blank.appendCodePoint(codePoint);
      newlines += codePoint == '\n' ? 1 : 0;
      return;
    }
    if (inDocument && newlines >= lineEnds) {
      documents.end();
      inDocument = false;
    }
    if (!inDocument && lineEnds != Integer.MAX_VALUE) {
      blank.delete(0, blank.lastIndexOf("\n") + 1);
    }
    release();
    inDocument = true;
    documents.accept(codePoint);
  }

  private void release() {
    IntStream held = blank.codePoints();
    held.forEach(documents::accept);
    blank.setLength(0);
    newlines = 0;
  }

  /** Ends a file, and with it the document. */
  void endFile() {
    if (inDocument) {
      documents.end();
    }
    inDocument = false;
    blank.setLength(0);
    newlines = 0;
  }
}
