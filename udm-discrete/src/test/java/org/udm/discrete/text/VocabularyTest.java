package org.udm.discrete.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.udm.core.random.RandomStream;
import org.udm.core.random.RandomStreams;
import org.udm.discrete.TokenBatch;

class VocabularyTest {
  private static final long SEED = 20261122;

  /** A text of any characters of Unicode but half surrogate pairs. */
  private static String text(int length, RandomStream rng) {
    StringBuilder text = new StringBuilder();
    while (text.codePointCount(0, text.length()) < length) {
      // From ASCII, from the plane of living languages, from all planes: UTF-8 of 1 to 4 bytes.
      int range = new int[] {0x80, 0x3000, Character.MAX_CODE_POINT + 1}[rng.index(3)];
      int codePoint = rng.index(range);
      if (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE) {
        text.appendCodePoint(codePoint);
      }
    }
    return text.toString();
  }

  @Test
  void decodingUndoesEncoding() {
    RandomStreams rng = RandomStreams.of(SEED);
    for (int i = 0; i < 200; i++) {
      String text = text(1 + i % 50, rng.row(i));
      for (Vocabulary v : List.of(CharacterVocabulary.of(text), ByteVocabulary.of())) {
        int[] ids = v.encode(text);
        assertTrue(IntStream.of(ids).allMatch(id -> id >= 0 && id < v.size()));
        assertEquals(text, v.decode(ids));
      }
    }
  }

  @Test
  void charactersAreSortedCodePoints() {
    CharacterVocabulary v = CharacterVocabulary.of("to be\uD83D\uDE00e"); // U+1F600
    assertEquals(6, v.size());
    assertArrayEquals(new int[] {5, 1, 2, 4, 0}, v.encode("\uD83D\uDE00bet "));
    assertEquals(" beot\uD83D\uDE00", v.description().get("characters"));
  }

  @Test
  void bytesAreUtf8() {
    assertArrayEquals(new int[] {0x65, 0xC3, 0xA9}, ByteVocabulary.of().encode("e\u00E9"));
    assertEquals("e\uFFFD", ByteVocabulary.of().decode(0x65, 0xC3));
  }

  @Test
  void wordsAreWhatWhiteSpaceSeparates() {
    WordVocabulary v = WordVocabulary.of(List.of("the", "cat", "."));
    assertArrayEquals(new int[] {0, 1, 2}, v.encode("  the\tcat\n. "));
    assertEquals("the cat .", v.decode(0, 1, 2));
    assertEquals(0, v.encode(" \n").length);
  }

  @Test
  void aFingerprintTellsVocabulariesApart() {
    List<Vocabulary> all =
        List.of(
            ByteVocabulary.of(),
            CharacterVocabulary.of("ab"),
            CharacterVocabulary.of("ac"), // of the same size
            WordVocabulary.of(List.of("a", "b")),
            WordVocabulary.of(List.of("b", "a")),
            WordVocabulary.of(List.of("a,", "b")),
            BytePairVocabulary.of(),
            BytePairVocabulary.of(97, 98),
            BytePairVocabulary.of(98, 97));
    assertEquals(all.size(), all.stream().map(Vocabulary::fingerprint).distinct().count());
    for (Vocabulary v : all) {
      Vocabulary same = Vocabulary.of(v.description());
      assertEquals(v, same.requireFingerprint(v.fingerprint()));
      assertTrue(v.fingerprint().matches("sha256:[0-9a-f]{64}"));
    }
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> all.get(1).requireFingerprint(all.get(2).fingerprint()))
            .getMessage();
    assertTrue(message.contains("characters of 2 tokens"), message);
    assertTrue(message.contains(all.get(2).fingerprint()), message);
    assertEquals(1, message.lines().count());
  }

  @Test
  void charactersOfCutTextsAddUp() {
    String text = "\u00E9t\u00E9 \uD83D\uDE00"; // 5 characters, 10 bytes
    Vocabulary bytes = ByteVocabulary.of();
    int[] ids = bytes.encode(text);
    for (int cut = 0; cut <= ids.length; cut++) {
      assertEquals(
          5,
          bytes.characters(IntStream.of(ids).limit(cut).toArray())
              + bytes.characters(IntStream.of(ids).skip(cut).toArray()));
    }
    assertEquals(7, WordVocabulary.of(List.of("the", "cat")).characters(0, 1));
    assertEquals(1, CharacterVocabulary.of("\uD83D\uDE00").characters(0));
  }

  @Test
  void aDescriptionMakesTheSameVocabulary() {
    for (Vocabulary v :
        List.of(
            CharacterVocabulary.of("a\n\"\\\u00E9\uD83D\uDE00"),
            ByteVocabulary.of(),
            WordVocabulary.of(List.of("b", "a")))) {
      assertEquals(v, Vocabulary.of(v.description()));
      assertEquals(v.size(), v.description().get("size"));
      assertEquals(v.name(), v.description().get("kind"));
    }
    String message =
        assertThrows(IllegalArgumentException.class, () -> Vocabulary.of(Map.of("kind", "bpe")))
            .getMessage();
    assertEquals(
        "no vocabulary has the description {kind=bpe}: known are {kind=characters, characters=...}, {kind=bytes}, {kind=words, words=[...]}, {kind=bytePairs, merges=[...]} and {kind=huggingface, tokenizer=...}",
        message);
  }

  @Test
  void anUnknownCharacterIsNamed() {
    Vocabulary v = CharacterVocabulary.of("ab\n");
    String message = assertThrows(TextDataException.class, () -> v.encode("ab\u00E9")).getMessage();
    assertEquals(
        "character '\u00E9' (U+00E9) at position 2 is not in the vocabulary of 3 characters \\nab: remove it from the text, or use the vocabulary of a text that has it",
        message);
  }

  @Test
  void anUnknownWordIsNamed() {
    String message =
        assertThrows(
                TextDataException.class,
                () -> WordVocabulary.of(List.of("the", "cat")).encode("the dog"))
            .getMessage();
    assertEquals(
        "word \"dog\" (number 1 of the text, from 0) is not in the vocabulary of 2 words (the cat): replace it, or use a vocabulary that has it",
        message);
  }

  @Test
  void anUnknownIdIsNamed() {
    Vocabulary v = CharacterVocabulary.of("ab");
    assertEquals(
        "token id 3 at position 1 is outside [0, 2)",
        assertThrows(IllegalArgumentException.class, () -> v.decode(0, 3)).getMessage());
    assertEquals(
        "token id 2 at position 0 is outside [0, 2): it is the mask, which has no text; show it with TokenDisplay",
        assertThrows(IllegalArgumentException.class, () -> v.decode(2)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> v.decode(-1));
  }

  @Test
  void impossibleVocabulariesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> CharacterVocabulary.of(""));
    assertThrows(IllegalArgumentException.class, () -> CharacterVocabulary.of("a\uD800"));
    assertThrows(TextDataException.class, () -> ByteVocabulary.of().encode("a\uD800"));
    assertThrows(IllegalArgumentException.class, () -> WordVocabulary.of(List.of()));
    assertThrows(IllegalArgumentException.class, () -> WordVocabulary.of(List.of("a", "a")));
    assertThrows(IllegalArgumentException.class, () -> WordVocabulary.of(List.of("a b")));
  }

  @Test
  void masksAreShown() {
    Vocabulary v = CharacterVocabulary.of("ab\n");
    TokenDisplay display = TokenDisplay.of(v);
    assertEquals(
        List.of("_a\nb_", "__", ""),
        display.show(TokenBatch.of(new int[] {3, 1, 0, 2, 3}, new int[] {3, 3}, new int[] {})));
    assertEquals("?a|b", display.withMask("?").withNewline("|").show(3, 1, 0, 2));
    assertThrows(IllegalArgumentException.class, () -> display.show(4));
  }

  @Test
  void masksAmongWordsAndBytesAreShown() {
    assertEquals(
        "_ the _ _ cat the",
        TokenDisplay.of(WordVocabulary.of(List.of("the", "cat"))).show(2, 0, 2, 2, 1, 0));
    // The two bytes of one character, together and torn apart.
    assertEquals(
        "\u00E9_\uFFFD_\uFFFD",
        TokenDisplay.of(ByteVocabulary.of()).show(0xC3, 0xA9, 256, 0xC3, 256, 0xA9));
  }
}
