package org.udm.cli.console;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;

/**
 * Standard output for Java alone, by way of {@code cat}: Gloo greets on standard output when
 * processes meet, and what native code writes there is no result.
 */
public final class RelayedOutput extends FilterOutputStream {
  /** Signals to the whole group of processes leave it alone: it ends with the stream to it. */
  private static final List<String> CAT = List.of("sh", "-c", "trap '' HUP INT TERM; exec cat");

  private final Process cat;

  private RelayedOutput(Process cat) {
    super(cat.getOutputStream());
    this.cat = cat;
  }

  /**
   * Takes standard output over.
   *
   * @return the stream that leads there from now on; where there is no {@code cat}, shared with
   *     native code
   */
  public static OutputStream open() {
    try {
      Process cat =
          new ProcessBuilder(CAT)
              .redirectOutput(Redirect.INHERIT)
              .redirectError(Redirect.INHERIT)
              .start();
      new FileOutputStream(FileDescriptor.out).close(); // Java leaves /dev/null in its place
      return new RelayedOutput(cat);
    } catch (IOException e) {
      return new FileOutputStream(FileDescriptor.out);
    }
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    out.write(bytes, from, length);
  }

  /** Ends when everything has arrived. */
  @Override
  public void close() throws IOException {
    super.close();
    try {
      if (cat.waitFor() != 0) {
        throw new IOException("cat ended with status " + cat.exitValue());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
