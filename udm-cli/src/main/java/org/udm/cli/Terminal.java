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

  private final PrintStream out;
  private final boolean live;
  private final int columns;
  private long lastNanos;
  private int lastLength;

  private Terminal(PrintStream out, boolean live, int columns) {
    this.out = out;
    this.live = live;
    this.columns = columns;
  }

  static Terminal standard() {
    return new Terminal(
        System.err,
        Boolean.getBoolean("udm.terminal"),
        Integer.getInteger("udm.columns", STANDARD_COLUMNS));
  }

  boolean live() {
    return live;
  }

  /** Renews the progress line; on a terminal only, and not more often than eyes can read. */
  void progress(String line) {
    long now = System.nanoTime();
    if (!live || lastLength > 0 && now - lastNanos < RENEW_NANOS) {
      return;
    }
    lastNanos = now;
    show(line);
  }

  private void show(String line) {
    String cut = line.length() < columns ? line : line.substring(0, Math.max(0, columns - 1));
    String blank = " ".repeat(Math.max(0, lastLength - cut.length()));
    out.print("\r" + cut + blank + "\r" + cut);
    out.flush();
    lastLength = cut.length();
  }

  /** Prints a line of its own, above the progress line. */
  void line(String text) {
    clear();
    out.println(text);
    out.flush();
  }

  /** Removes the progress line. */
  void clear() {
    if (live && lastLength > 0) {
      out.print("\r" + " ".repeat(lastLength) + "\r");
      out.flush();
      lastLength = 0;
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
