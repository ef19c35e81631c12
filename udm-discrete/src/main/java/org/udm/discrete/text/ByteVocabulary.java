package org.udm.discrete.text;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * One token per byte of the text in UTF-8: 256 tokens, for every text.
 *
 * <p>Decoding bytes that are no UTF-8, as a model may write them, gives U+FFFD in their place.
 */
public final class ByteVocabulary implements Vocabulary {
  static final String KIND = "bytes";

  private static final int VALUES = 256; // of a byte

  private ByteVocabulary() {}

  /**
   * Returns the vocabulary of bytes.
   *
   * @return the vocabulary, V = 256
   */
  public static ByteVocabulary of() {
    return new ByteVocabulary();
  }

  @Override
  public int size() {
    return VALUES;
  }

  @Override
  public Map<String, Object> description() {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("kind", KIND);
    description.put("size", VALUES);
    return description;
  }

  @Override
  public Encoder encoder(IntConsumer ids) {
    return new Encoder() {
      private long position;

      @Override
      public void accept(int codePoint) {
        if (codePoint < 0x80) { // one byte in UTF-8
          ids.accept(codePoint);
        } else {
          Utf8.requireCharacter(codePoint, position);
          for (byte b : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8)) {
            ids.accept(Byte.toUnsignedInt(b));
          }
        }
        position++;
      }

      @Override
      public void end() {}
    };
  }

  @Override
  public String decode(int... ids) {
    return new String(bytes(ids), StandardCharsets.UTF_8);
  }

  @Override
  public long characters(int... ids) {
    return characters(bytes(ids));
  }

  private byte[] bytes(int... ids) {
    requireTokens(ids);
    byte[] bytes = new byte[ids.length];
    for (int i = 0; i < ids.length; i++) {
      bytes[i] = (byte) ids[i];
    }
    return bytes;
  }

  /** Counts the bytes of UTF-8 that begin a character: the others are 10xxxxxx. */
  static long characters(byte... bytes) {
    long begun = 0;
    for (byte b : bytes) {
      begun += (b & 0xC0) == 0x80 ? 0 : 1;
    }
    return begun;
  }

  @Override
  public String separator() {
    return "";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ByteVocabulary;
  }

  @Override
  public int hashCode() {
    return VALUES;
  }

  @Override
  public String toString() {
    return "256 bytes";
  }
}
