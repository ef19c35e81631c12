package org.udm.cli.console;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Standard output that remembers that it could not be written; a {@link java.io.PrintStream} alone
 * would lose results without a word.
 */
public final class ResultStream extends FilterOutputStream {
  private IOException failure;

  /**
   * Watches a stream.
   *
   * @param out where the results go
   */
  public ResultStream(OutputStream out) {
    super(out);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    try {
      out.write(bytes, from, length);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  @Override
  public void flush() throws IOException {
    try {
      out.flush();
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      out.close();
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  /**
   * Returns the exit status for what was written; says why if it is not 0 and the reader did not
   * leave.
   *
   * @return 0, or 1 if something could not be written
   */
  public int status() {
    if (failure == null) {
      return 0;
    }
    // A reader such as head, which has enough, is no reason for a message.
    if (!"Broken pipe".equals(failure.getMessage())) {
      System.err.println("udm: the results could not be written: " + Failures.describe(failure));
    }
    return UserException.Status.FAILED.code();
  }
}
