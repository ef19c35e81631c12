package org.udm.discrete.text;

import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * A finite set of V tokens and the way between text and their ids.
 *
 * <p>{@code decode(encode(text))} is the text again, up to what the vocabulary says it ignores. The
 * mask is id V: it is no token of the vocabulary, and {@link TokenDisplay} shows it.
 *
 * <pre>{@code
 * Vocabulary v = CharacterVocabulary.of("to be");
 * v.size();         // 5: ' ', 'b', 'e', 'o', 't'
 * v.encode("bet");  // 1, 2, 4
 * Vocabulary same = Vocabulary.of(v.description());
 * }</pre>
 */
public interface Vocabulary {

  /** Takes a text code point by code point and hands on ids as soon as they are known. */
  interface Encoder {

    /**
     * Takes the next character.
     *
     * @param codePoint a Unicode code point
     * @throws TextDataException if it cannot be encoded
     */
    void accept(int codePoint);

    /**
     * Ends the text: what was held back is encoded.
     *
     * @throws TextDataException if it cannot be encoded
     */
    void end();
  }

  /**
   * Returns the vocabulary of a saved description.
   *
   * @param description what {@link #description()} gave, also after a way through JSON
   * @return the vocabulary
   * @throws IllegalArgumentException if no vocabulary has such a description
   */
  static Vocabulary of(Map<String, ?> description) {
    Vocabulary made = made(description);
    Object size = description.get("size");
    if (size != null && !size.equals(made.size())) {
      throw new IllegalArgumentException(
          "the description of a vocabulary says %s tokens and has %d: it is damaged; use the vocabulary that was saved with the model"
              .formatted(size, made.size()));
    }
    return made;
  }

  private static Vocabulary made(Map<String, ?> description) {
    Object kind = description.get("kind");
    if (CharacterVocabulary.KIND.equals(kind)
        && description.get("characters") instanceof String characters) {
      return CharacterVocabulary.of(characters);
    }
    if (ByteVocabulary.KIND.equals(kind)) {
      return ByteVocabulary.of();
    }
    if (WordVocabulary.KIND.equals(kind) && description.get("words") instanceof List<?> words) {
      return WordVocabulary.of(words.stream().map(String::valueOf).toList());
    }
    if (BytePairVocabulary.KIND.equals(kind)
        && description.get("merges") instanceof List<?> merges) {
      return BytePairVocabulary.of(merges);
    }
    if (HuggingFaceVocabulary.KIND.equals(kind)
        && description.get("tokenizer") instanceof String json) {
      return HuggingFaceVocabulary.of(json);
    }
    String shown = "%.200s".formatted(description); // a saved tokenizer has megabytes
    throw new IllegalArgumentException(
        "no vocabulary has the description %s: known are {kind=characters, characters=...}, {kind=bytes}, {kind=words, words=[...]}, {kind=bytePairs, merges=[...]} and {kind=huggingface, tokenizer=...}"
            .formatted(shown));
  }

  /**
   * Returns the number of tokens.
   *
   * @return V, at least 1
   */
  int size();

  /**
   * Returns everything that is needed to make the vocabulary again: strings, numbers and lists
   * only, for a model's JSON record.
   *
   * @return the description, always with {@code kind} and {@code size}
   */
  Map<String, Object> description();

  /**
   * Starts the encoding of one text.
   *
   * @param ids takes the ids, each in [0, V), in order
   * @return an encoder for one text
   */
  Encoder encoder(IntConsumer ids);

  /**
   * Returns the text of tokens.
   *
   * @param ids token ids, each in [0, V)
   * @return their text
   * @throws IllegalArgumentException if an id is not in [0, V)
   */
  String decode(int... ids);

  /**
   * Returns what stands between the texts of two neighbouring tokens.
   *
   * @return the separator, empty for most vocabularies
   */
  String separator();

  /**
   * Returns the name of this kind of vocabulary.
   *
   * @return such as {@code characters}
   */
  default String name() {
    return String.valueOf(description().get("kind"));
  }

  /**
   * Returns how many characters the text of some tokens has: what a bound per character is divided
   * by.
   *
   * @param ids token ids, each in [0, V), of a whole text or a piece of it
   * @return Unicode code points; where a character is cut between two pieces of a text, the piece
   *     with its beginning has it
   * @throws IllegalArgumentException if an id is not in [0, V)
   */
  default long characters(int... ids) {
    String text = decode(ids);
    return text.codePointCount(0, text.length());
  }

  /**
   * Returns a hash of everything that {@link #description} tells: two vocabularies have the same
   * fingerprint only if they give every token the same id.
   *
   * @return {@code sha256:} and 64 hexadecimal digits
   */
  default String fingerprint() {
    StringBuilder content = new StringBuilder();
    Descriptions.write(description(), content);
    return "sha256:" + TextSource.sha256(content.toString());
  }

  /**
   * Requires this vocabulary to be the one of a model.
   *
   * @param fingerprint what {@link #fingerprint} gave when the model was trained
   * @return this vocabulary
   * @throws IllegalArgumentException if it is another one, even one of the same size
   */
  default Vocabulary requireFingerprint(String fingerprint) {
    if (!fingerprint.equals(fingerprint())) {
      throw new IllegalArgumentException(
          "the vocabulary (%s of %d tokens) has the fingerprint %s, but the model was trained with the vocabulary of fingerprint %s: their ids mean different tokens; use the vocabulary that was saved with the model"
              .formatted(name(), size(), fingerprint(), fingerprint));
    }
    return this;
  }

  /**
   * Returns the ids of a text.
   *
   * @param text any text
   * @return ids, each in [0, V)
   * @throws TextDataException if a part of it is not in the vocabulary
   */
  default int[] encode(String text) {
    IntStream.Builder ids = IntStream.builder();
    Encoder encoder = encoder(ids::add);
    text.codePoints().forEach(encoder::accept);
    encoder.end();
    return ids.build().toArray();
  }

  /**
   * Requires ids to be tokens.
   *
   * @param ids what should be ids in [0, V)
   * @throws IllegalArgumentException if one is not, with its position
   */
  default void requireTokens(int... ids) {
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] < 0 || ids[i] >= size()) {
        throw new IllegalArgumentException(
            "token id %d at position %d is outside [0, %d)%s"
                .formatted(
                    ids[i],
                    i,
                    size(),
                    ids[i] == size()
                        ? ": it is the mask, which has no text; show it with TokenDisplay"
                        : ""));
      }
    }
  }
}
