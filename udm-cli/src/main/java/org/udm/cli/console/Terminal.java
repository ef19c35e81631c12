package org.udm.cli.console;

import java.io.PrintStream;
import java.util.Locale;

/**
 * Where progress is shown: a line that renews itself on a terminal, plain lines otherwise.
 *
 * <p>The launcher says by the system properties {@code udm.terminal} and {@code udm.columns}
 * whether standard error is a terminal and how wide it is.
 */
public final class Terminal {
  /**
   * What the user typed to call the command, for a shell: of a checkout the script, which says it.
   */
  public static final String COMMAND = Shell.word(System.getProperty("udm.command", "udm"));

  private static final long RENEW_NANOS =
      100_000_000L; // ten times a second is as fast as eyes read
  private static final int STANDARD_COLUMNS = 80;
  private static final int LONGEST_BAR = 20;
  private static final int SHORTEST_BAR = 3;
  private static final String ERASE_LINE = "\r\u001b[K"; // ECMA-48: to the left, erase to the end

  private final PrintStream out;
  private final boolean live;
  private final int columns;
  private long lastNanos;
  private boolean shown;

  private Terminal(PrintStream out, boolean live, int columns) {
    this.out = out;
    this.live = live;
    this.columns = columns;
  }

  /**
   * Returns the terminal behind standard error.
   *
   * @return the terminal
   */
  public static Terminal standard() {
    int columns = Integer.getInteger("udm.columns", STANDARD_COLUMNS);
    // a terminal that does not know its width says 0
    return of(
        System.err, Boolean.getBoolean("udm.terminal"), columns > 0 ? columns : STANDARD_COLUMNS);
  }

  /**
   * Returns a terminal.
   *
   * @param out where it is written to
   * @param live whether a line can be renewed
   * @param columns its width, at least 1
   * @return the terminal
   */
  public static Terminal of(PrintStream out, boolean live, int columns) {
    return new Terminal(out, live, columns);
  }

  /**
   * Returns whether a line can be renewed.
   *
   * @return false for a file or a pipe
   */
  public boolean live() {
    return live;
  }

  /**
   * Renews the progress line; on a terminal only, and not more often than eyes can read.
   *
   * @param line the new line, cut to the width
   */
  public synchronized void progress(String line) {
    long now = System.nanoTime();
    if (!live || shown && now - lastNanos < RENEW_NANOS) {
      return;
    }
    lastNanos = now;
    shown = true;
    // the last column stays free: a full line would wrap
    out.print(ERASE_LINE + line.substring(0, Math.min(line.length(), columns - 1)));
    out.flush();
  }

  /**
   * Renews the progress line, with a bar before it as wide as there is room.
   *
   * @param part how much is done, in [0, 1]
   * @param line what stands after the bar
   */
  public void progress(double part, String line) {
    int room = Math.min(LONGEST_BAR, columns - line.length() - "[] ".length() - 1);
    progress(room < SHORTEST_BAR ? line : bar(part, room) + " " + line);
  }

  /**
   * Prints a line of its own, above the progress line.
   *
   * @param text the line
   */
  public synchronized void line(String text) {
    clear();
    out.println(text);
    out.flush();
  }

  /** Removes the progress line, whoever wrote it. */
  public synchronized void clear() {
    if (live) {
      out.print(ERASE_LINE);
      out.flush();
      shown = false;
    }
  }

  /**
   * Returns a bar such as {@code [=====> ]}.
   *
   * @param part how much is done; outside [0, 1] it is cut
   * @param width columns between the brackets, at least 1
   * @return the bar
   */
  public static String bar(double part, int width) {
    int full = (int) Math.round(Math.min(1, Math.max(0, part)) * width);
    String head = full > 0 && full < width ? ">" : "";
    return "[" + "=".repeat(full - head.length()) + head + " ".repeat(width - full) + "]";
  }

  /**
   * Returns a span of time as people say it.
   *
   * @param seconds at least 0
   * @return such as 3:20 min
   */
  public static String span(double seconds) {
    long whole = Math.round(seconds);
    if (whole < 60) {
      return whole + " s";
    }
    if (whole < 3600) {
      return String.format(Locale.ROOT, "%d:%02d min", whole / 60, whole % 60);
    }
    return String.format(Locale.ROOT, "%d:%02d h", whole / 3600, whole / 60 % 60);
  }
}
