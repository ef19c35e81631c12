package org.udm.cli.console;

/** Words of command lines that a user can paste into a shell. */
public final class Shell {
  private Shell() {}

  /**
   * Returns a word as a shell reads it (POSIX.1-2017, volume 3, 2.2 "Quoting").
   *
   * @param text the word
   * @return the text, in quotes if it must be
   */
  public static String word(String text) {
    return text.matches("[\\w./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
