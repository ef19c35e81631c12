package org.udm.discrete.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntConsumer;

/** Reads UTF-8 text as a stream of code points and says at which byte a file is not text. */
final class Utf8 {
  static final int BUFFER = 1 << 16; // bytes at a time; any size of at least 4 gives the same

  private Utf8() {}

  /**
   * Reads a file from end to end.
   *
   * @param file the file
   * @param buffer bytes at a time, at least 4
   * @param codePoints takes the code points
   * @throws TextDataException if the file is not UTF-8 text or cannot be read
   */
  static void read(Path file, int buffer, IntConsumer codePoints) {
    try (ReadableByteChannel channel = Files.newByteChannel(file)) {
      CharsetDecoder decoder =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT);
      ByteBuffer bytes = ByteBuffer.allocate(buffer);
      CharBuffer chars = CharBuffer.allocate(buffer);
      long offset = 0; // of the first byte of the buffer
      boolean end = false;
      while (!end) {
        int fresh = bytes.position();
        end = channel.read(bytes) < 0;
        bytes.flip();
        for (int i = fresh; i < bytes.limit(); i++) {
          if (bytes.get(i) == 0) {
            throw binary(file, "a NUL byte", offset + i);
          }
        }
        // The buffer for characters is as long as that for bytes: there is no overflow.
        CoderResult result = decoder.decode(bytes, chars, end);
        if (result.isError()) {
          throw binary(
              file,
              "byte 0x%02X, which is not UTF-8,".formatted(bytes.get(bytes.position())),
              offset + bytes.position());
        }
        chars.flip();
        for (int i = 0; i < chars.length(); ) {
          int codePoint = Character.codePointAt(chars, i);
          codePoints.accept(codePoint);
          i += Character.charCount(codePoint);
        }
        chars.clear();
        offset += bytes.position();
        bytes.compact();
      }
    } catch (IOException e) {
      throw new TextDataException("%s: cannot be read (%s)".formatted(file, reason(e)), e);
    }
  }

  /** The bytes of a character: 1 to 4. */
  static int length(int codePoint) {
    return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
  }

  /** Refuses half a surrogate pair, which no bytes stand for. */
  static void requireCharacter(int codePoint, long position) {
    if (Character.getType(codePoint) == Character.SURROGATE) {
      throw new TextDataException(
          "U+%04X at position %d is half a surrogate pair and has no UTF-8: remove it from the text"
              .formatted(codePoint, position));
    }
  }

  private static TextDataException binary(Path file, String what, long offset) {
    return new TextDataException(
        "%s: %s at offset %d: not a UTF-8 text; give a text file, or convert it (iconv -t UTF-8)"
            .formatted(file, what, offset));
  }

  static String reason(IOException e) {
    String name = e.getClass().getSimpleName();
    return e.getMessage() == null ? name : name + ": " + e.getMessage().replace('\n', ' ');
  }
}
