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
        } else if (Character.getType(codePoint) == Character.SURROGATE) {
          throw new TextDataException(
              "U+%04X at position %d is half a surrogate pair and has no UTF-8: remove it from the text"
                  .formatted(codePoint, position));
        } else {
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
    requireTokens(ids);
    byte[] bytes = new byte[ids.length];
    for (int i = 0; i < ids.length; i++) {
      bytes[i] = (byte) ids[i];
    }
    return new String(bytes, StandardCharsets.UTF_8);
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
