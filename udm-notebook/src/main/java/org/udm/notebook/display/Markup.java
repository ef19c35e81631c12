package org.udm.notebook.display;

/** Something that is shown as a piece of a page. */
@FunctionalInterface
public interface Markup {

  /**
   * Writes the piece.
   *
   * @return HTML without a frame of its own
   */
  String html();

  /**
   * Makes a text part of HTML.
   *
   * @param text any text
   * @return the text with the signs of HTML written out
   */
  static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
