package org.udm.discrete.text;

import java.util.function.Consumer;

/**
 * Cuts a text into the pieces inside which byte pairs are merged.
 *
 * <p>A piece is a run of letters (with their combining marks), of digits or of other signs, with
 * the space before it if there is one; or white space up to that space. Piece after piece is the
 * text again. Runs of more than 256 characters are cut, for the cost of merging grows with the
 * square of the length.
 */
final class TextPieces {
  private static final int LONGEST = 256; // characters

  private enum Kind {
    SPACE,
    LETTER,
    DIGIT,
    SIGN
  }

  private final Consumer<String> pieces;
  private final StringBuilder piece = new StringBuilder();
  private Kind kind = Kind.SPACE; // of the last character of the piece
  private int length; // of the piece in characters

  TextPieces(Consumer<String> pieces) {
    this.pieces = pieces;
  }

  void accept(int codePoint) {
    Kind next = kind(codePoint);
    if (kind == Kind.SPACE && next != Kind.SPACE && length > 0) {
      boolean led = piece.charAt(length - 1) == ' ';
      piece.setLength(length - (led ? 1 : 0)); // white space has one char a character
      emit();
      if (led) {
        piece.append(' ');
        length = 1;
      }
    } else if (kind != next || length == LONGEST) {
      emit();
    }
    piece.appendCodePoint(codePoint);
    length++;
    kind = next;
  }

  void end() {
    emit();
    kind = Kind.SPACE;
  }

  private void emit() {
    if (!piece.isEmpty()) {
      pieces.accept(piece.toString());
    }
    piece.setLength(0);
    length = 0;
  }

  private static Kind kind(int codePoint) {
    if (Character.isWhitespace(codePoint)) {
      return Kind.SPACE;
    }
    int type = Character.getType(codePoint);
    if (Character.isLetter(codePoint)
        || type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK) {
      return Kind.LETTER;
    }
    return Character.isDigit(codePoint) ? Kind.DIGIT : Kind.SIGN;
  }
}
