package org.udm.discrete.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * The tokens of a Hugging Face {@code tokenizer.json}, encoded and decoded as its own library does.
 *
 * <p>What the file does to a text is its own affair: a tokenizer that lowers case or has a token
 * for the unknown does not give the text back. Nothing is added around a text (no {@code [CLS]}),
 * nothing is cut off or filled up, whatever the file says. Texts beyond 65,536 characters are
 * encoded in parts, cut before white space that follows a letter.
 *
 * <pre>{@code
 * Vocabulary v = HuggingFaceVocabulary.read(Path.of("tokenizer.json"));
 * v.decode(v.encode("To be, or not to be"));
 * }</pre>
 *
 * <p>It is read by the library's binding for Java, which brings its native code in its jar and
 * needs no network; record 0006 of {@code docs/decisions} has the details.
 */
public final class HuggingFaceVocabulary implements Vocabulary {
  static final String KIND = "huggingface";

  private static final int PART = 1 << 16; // characters after which a text may be cut
  private static final int LONGEST = 1 << 20; // characters after which it is cut anywhere

  private final String json;
  private final int size;
  private final NativeTokenizer tokenizer;

  private HuggingFaceVocabulary(String json, int size, NativeTokenizer tokenizer) {
    this.json = json;
    this.size = size;
    this.tokenizer = tokenizer;
  }

  /**
   * Reads a tokenizer.
   *
   * @param file a {@code tokenizer.json}
   * @return the vocabulary
   * @throws TextDataException if the file cannot be read or is no tokenizer
   */
  public static HuggingFaceVocabulary read(Path file) {
    try {
      return of(Files.readString(file));
    } catch (NoSuchFileException e) {
      throw new TextDataException(
          "%s: there is no such file (looked in %s); give the tokenizer.json of a model"
              .formatted(file, file.toAbsolutePath().normalize().getParent()),
          e);
    } catch (MalformedInputException e) {
      throw new TextDataException(file + ": not UTF-8 text; give the tokenizer.json of a model", e);
    } catch (IOException e) {
      throw new TextDataException("%s: cannot be read (%s)".formatted(file, Utf8.reason(e)), e);
    } catch (TextDataException e) {
      throw new TextDataException("%s: %s".formatted(file, e.getMessage()), e);
    }
  }

  /**
   * Returns the vocabulary of a tokenizer.
   *
   * @param json the content of a {@code tokenizer.json}
   * @return the vocabulary
   * @throws TextDataException if it is damaged or no tokenizer
   */
  public static HuggingFaceVocabulary of(String json) {
    return new HuggingFaceVocabulary(json, size(json), NativeTokenizer.of(json));
  }

  /** The largest id of the model's and the added tokens, and one. */
  private static int size(String json) {
    JsonNode root;
    try {
      root = new ObjectMapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new TextDataException(
          "damaged: no JSON (%s); get the tokenizer.json again"
              .formatted(e.getOriginalMessage().replace('\n', ' ')),
          e);
    }
    JsonNode vocabulary = root.path("model").path("vocab");
    if (!vocabulary.isContainerNode() || vocabulary.isEmpty()) {
      throw new TextDataException(
          "no tokenizer: it has no tokens under model.vocab; give the tokenizer.json of a model");
    }
    // A map from token to id, or, for unigram models, a list of tokens.
    int largest = vocabulary.isArray() ? vocabulary.size() - 1 : -1;
    if (vocabulary.isObject()) {
      for (JsonNode id : vocabulary) {
        largest = Math.max(largest, id.asInt(-1));
      }
    }
    for (JsonNode added : root.path("added_tokens")) {
      largest = Math.max(largest, added.path("id").asInt(-1));
    }
    return largest + 1;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Map<String, Object> description() {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("kind", KIND);
    description.put("size", size);
    description.put("tokenizer", json);
    return description;
  }

  @Override
  public Encoder encoder(IntConsumer ids) {
    StringBuilder text = new StringBuilder();
    return new Encoder() {
      private boolean afterLetter;
      private long position;

      @Override
      public void accept(int codePoint) {
        if (text.length() >= LONGEST
            || text.length() >= PART && afterLetter && Character.isWhitespace(codePoint)) {
          end();
        }
        Utf8.requireCharacter(codePoint, position++);
        text.appendCodePoint(codePoint);
        afterLetter = Character.isLetter(codePoint);
      }

      @Override
      public void end() {
        for (long id : tokenizer.encode(text.toString())) {
          ids.accept((int) id);
        }
        text.setLength(0);
      }
    };
  }

  @Override
  public String decode(int... ids) {
    requireTokens(ids);
    return tokenizer.decode(Arrays.stream(ids).asLongStream().toArray());
  }

  @Override
  public String separator() {
    return "";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HuggingFaceVocabulary v && json.equals(v.json);
  }

  @Override
  public int hashCode() {
    return json.hashCode();
  }

  @Override
  public String toString() {
    return "%d tokens of a tokenizer.json".formatted(size);
  }
}
