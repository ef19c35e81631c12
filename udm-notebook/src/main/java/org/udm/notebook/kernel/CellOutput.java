package org.udm.notebook.kernel;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.dflib.jjava.jupyter.channels.ReplyEnvironment;
import org.dflib.jjava.jupyter.messages.publish.PublishStream;
import org.dflib.jjava.jupyter.messages.publish.PublishStream.StreamType;

/**
 * What a cell prints, gathered into few messages: a notebook server drops the output of a kernel
 * that sends a message for each line.
 *
 * <p>The order of what is printed is kept, between the two streams as well.
 */
final class CellOutput {
  private static final int LARGEST = 1 << 16; // bytes of one message

  private final PrintStream out = stream(StreamType.OUT);
  private final PrintStream err = stream(StreamType.ERR);
  private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
  private StreamType pendingType = StreamType.OUT;
  private ReplyEnvironment environment;

  /** What takes the place of {@code System.out}. */
  PrintStream out() {
    return out;
  }

  /** What takes the place of {@code System.err}. */
  PrintStream err() {
    return err;
  }

  /** Sends what is printed from now on as output of another cell. */
  synchronized void attach(ReplyEnvironment cell) {
    send(false);
    environment = cell;
  }

  /** Sends what was printed so far. */
  synchronized void flush() {
    send(true);
  }

  private synchronized void write(StreamType type, byte[] bytes, int offset, int length) {
    if (type != pendingType) {
      send(false);
      pendingType = type;
    }
    pending.write(bytes, offset, length);
    if (pending.size() >= LARGEST) {
      send(true);
    }
  }

  /** Sends what is pending; a character that is not complete yet may wait. */
  private void send(boolean charactersMayWait) {
    byte[] bytes = pending.toByteArray();
    int complete = charactersMayWait ? completeCharacters(bytes) : bytes.length;
    pending.reset();
    pending.write(bytes, complete, bytes.length - complete);
    if (complete > 0 && environment != null) {
      environment.publish(
          new PublishStream(pendingType, new String(bytes, 0, complete, StandardCharsets.UTF_8)));
    }
  }

  /** How many bytes form complete UTF-8 characters. */
  private static int completeCharacters(byte[] bytes) {
    int lead = bytes.length - 1;
    while (lead > 0 && bytes.length - lead < 4 && (bytes[lead] & 0xC0) == 0x80) {
      lead--;
    }
    if (lead < 0) {
      return 0;
    }
    int b = bytes[lead] & 0xFF;
    int length = b >= 0xF0 ? 4 : b >= 0xE0 ? 3 : b >= 0xC0 ? 2 : 1;
    return bytes.length - lead < length ? lead : bytes.length;
  }

  private PrintStream stream(StreamType type) {
    OutputStream bytes =
        new OutputStream() {
          @Override
          public void write(int b) {
            CellOutput.this.write(type, new byte[] {(byte) b}, 0, 1);
          }

          @Override
          public void write(byte[] b, int offset, int length) {
            CellOutput.this.write(type, Arrays.copyOfRange(b, offset, offset + length), 0, length);
          }
        };
    return new PrintStream(bytes, false, StandardCharsets.UTF_8);
  }
}
