package org.udm.discrete.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With tokenizers small enough to be run by hand. */
class HuggingFaceVocabularyTest {
  /** Words; it would cut a text after two tokens, fill it up, and put [CLS] before it. */
  private static final String WORDS =
      """
      {"version": "1.0",
       "truncation": {"direction": "Right", "max_length": 2, "strategy": "LongestFirst", "stride": 0},
       "padding": {"strategy": {"Fixed": 9}, "direction": "Right", "pad_to_multiple_of": null,
                   "pad_id": 4, "pad_type_id": 0, "pad_token": "[CLS]"},
       "added_tokens": [
         {"id": 4, "content": "[CLS]", "single_word": false, "lstrip": false, "rstrip": false,
          "normalized": false, "special": true}],
       "normalizer": {"type": "Lowercase"}, "pre_tokenizer": {"type": "Whitespace"},
       "post_processor": {"type": "TemplateProcessing",
         "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
         "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 0}}],
         "special_tokens": {"[CLS]": {"id": "[CLS]", "ids": [4], "tokens": ["[CLS]"]}}},
       "decoder": null,
       "model": {"type": "WordLevel", "unk_token": "[UNK]",
                 "vocab": {"[UNK]": 0, "the": 1, "cat": 2, "sleeps": 3}}}
      """;

  @TempDir Path folder;

  /** GPT-2's kind: every byte is a token, the first 256, and three merges make "the" and " the". */
  private static String bytePairs() {
    StringBuilder vocabulary = new StringBuilder();
    int next = 256; // GPT-2 shows the bytes that are no visible characters as U+0100 and on
    for (int b = 0; b < 256; b++) {
      boolean visible = b > 32 && b < 127 || b > 160 && b != 173;
      vocabulary.append("\"\\u%04x\": %d, ".formatted(visible ? b : next++, b));
    }
    return """
        {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [],
         "normalizer": null, "post_processor": null,
         "pre_tokenizer":
           {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true},
         "decoder":
           {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true},
         "model": {"type": "BPE", "dropout": null, "unk_token": null,
           "continuing_subword_prefix": null, "end_of_word_suffix": null, "fuse_unk": false,
           "vocab": {%s"th": 256, "the": 257, "\\u0120the": 258},
           "merges": ["t h", "th e", "\\u0120 the"]}}
        """
        .formatted(vocabulary);
  }

  @Test
  void wordsAreThoseOfTheFile() {
    Vocabulary v = HuggingFaceVocabulary.of(WORDS);
    assertEquals(5, v.size());
    // Nothing is cut off, filled up or put before; an unknown word is what the file says.
    assertArrayEquals(new int[] {1, 2, 3, 0}, v.encode("The cat  sleeps well"));
    assertEquals("the cat [UNK]", v.decode(1, 2, 0));
    assertEquals(0, v.encode("").length);
  }

  @Test
  void bytePairsGiveEveryTextBack() {
    Vocabulary v = HuggingFaceVocabulary.of(bytePairs());
    assertEquals(259, v.size());
    assertArrayEquals(new int[] {257, 258, 258, 'm'}, v.encode("the the them"));
    for (String text : new String[] {"the\n\n the \t", "\u00E9t\u00E9 \uD83D\uDE00 the", "  "}) {
      assertEquals(text, v.decode(v.encode(text)));
    }
  }

  @Test
  void longTextsAreCutWhereNoTokenIs() {
    Vocabulary v = HuggingFaceVocabulary.of(bytePairs());
    String text = "the. the\n".repeat(20_000); // 180,000 characters
    int[] once = v.encode("the. the\n");
    int[] ids = v.encode(text);
    assertEquals(20_000 * once.length, ids.length);
    assertTrue(IntStream.range(0, ids.length).allMatch(i -> ids[i] == once[i % once.length]));
    assertArrayEquals(new int[] {257, '.', 258, '\n'}, once);
    String run = "the".repeat(400_000); // nowhere to cut
    assertEquals(run, v.decode(v.encode(run)));
  }

  @Test
  void itIsSavedAndLoaded() throws IOException {
    Path file = Files.writeString(folder.resolve("tokenizer.json"), bytePairs());
    Vocabulary v = HuggingFaceVocabulary.read(file);
    Vocabulary same = Vocabulary.of(v.description());
    assertEquals(v, same);
    assertEquals(v.fingerprint(), same.fingerprint());
    assertEquals("huggingface", same.name());
    // Two words changed places: the size is the same, the fingerprint is not.
    Vocabulary words = HuggingFaceVocabulary.of(WORDS);
    Vocabulary swapped =
        HuggingFaceVocabulary.of(WORDS.replace("\"the\": 1, \"cat\": 2", "\"the\": 2, \"cat\": 1"));
    assertEquals(words.size(), swapped.size());
    assertNotEquals(words.fingerprint(), swapped.fingerprint());
  }

  @Test
  void whatIsNoTokenizerIsRefused() throws IOException {
    Path file = folder.resolve("tokenizer.json");
    message("there is no such file", () -> HuggingFaceVocabulary.read(file));
    Files.write(file, new byte[] {'{', (byte) 0xFF});
    message("not UTF-8", () -> HuggingFaceVocabulary.read(file));
    Files.writeString(file, WORDS.substring(0, WORDS.length() / 2));
    message("tokenizer.json: damaged: no JSON", () -> HuggingFaceVocabulary.read(file));
    Files.writeString(file, "");
    message("no tokenizer", () -> HuggingFaceVocabulary.read(file));
    Files.writeString(file, "{\"model\": {\"vocab\": {}}}");
    message("no tokenizer", () -> HuggingFaceVocabulary.read(file));
    Files.writeString(file, WORDS.replace("WordLevel", "Mystery"));
    message("cannot be used", () -> HuggingFaceVocabulary.read(file));
    Vocabulary v = HuggingFaceVocabulary.of(WORDS);
    message("token id 5", () -> v.decode(5));
    message("token id -1", () -> v.decode(-1));
    message("half a surrogate pair", () -> v.encode("\uD83D"));
  }

  private static void message(String part, org.junit.jupiter.api.function.Executable executable) {
    String message = assertThrows(IllegalArgumentException.class, executable).getMessage();
    assertTrue(message.contains(part), message);
    assertEquals(1, message.lines().count());
  }
}
