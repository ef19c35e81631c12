package org.udm.cli;

import java.io.PrintStream;
import java.util.Locale;

/**
 * Where progress is shown: a line that renews itself on a terminal, plain lines otherwise.
 *
 * <p>The launcher says by the system properties {@code udm.terminal} and {@code udm.columns}
 * whether standard error is a terminal and how wide it is.
 */
final class Terminal {
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

  static Terminal standard() {
    int columns = Integer.getInteger("udm.columns", STANDARD_COLUMNS);
    // a terminal that does not know its width says 0
    return of(
        System.err, Boolean.getBoolean("udm.terminal"), columns > 0 ? columns : STANDARD_COLUMNS);
  }

  static Terminal of(PrintStream out, boolean live, int columns) {
    return new Terminal(out, live, columns);
  }

  boolean live() {
    return live;
  }

  /** Renews the progress line; on a terminal only, and not more often than eyes can read. */
  synchronized void progress(String line) {
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

  /** Renews the progress line, with a bar before it as wide as there is room. */
  void progress(double part, String line) {
    int room = Math.min(LONGEST_BAR, columns - line.length() - "[] ".length() - 1);
    progress(room < SHORTEST_BAR ? line : bar(part, room) + " " + line);
  }

  /** Prints a line of its own, above the progress line. */
  synchronized void line(String text) {
    clear();
    out.println(text);
    out.flush();
  }

  /** Removes the progress line, whoever wrote it. */
  synchronized void clear() {
    if (live) {
      out.print(ERASE_LINE);
      out.flush();
      shown = false;
    }
  }

  /** A bar such as {@code [=====> ]} of a given width. */
  static String bar(double part, int width) {
    int full = (int) Math.round(Math.min(1, Math.max(0, part)) * width);
    String head = full > 0 && full < width ? ">" : "";
    return "[" + "=".repeat(full - head.length()) + head + " ".repeat(width - full) + "]";
  }

  /** A span of time as people say it. */
  static String span(double seconds) {
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
