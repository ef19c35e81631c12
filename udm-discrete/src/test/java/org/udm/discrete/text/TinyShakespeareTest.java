package org.udm.discrete.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.udm.discrete.TokenBatch;

/** The split that published numbers use. */
class TinyShakespeareTest {
  private final Path file = TinyShakespeare.file();
  @TempDir Path directory;

  @Test
  void wordPiecesGiveTheTextBack() throws IOException {
    BytePairVocabulary pieces = BytePairVocabulary.learn(TextSource.of(file), 4096, 0.9);
    assertEquals(4096, pieces.size());
    String text = Files.readString(file);
    int[] ids = pieces.encode(text);
    assertEquals(text, pieces.decode(ids));
    assertEquals(text.length(), pieces.characters(ids));
    assertTrue(ids.length < text.length() / 3, "%d tokens".formatted(ids.length));
  }

  @Test
  void theSplitIsThatOfTheReferenceRuns() {
    TextSource source = TextSource.of(file);
    assertEquals(1_115_394, source.bytes());
    // Source: sha256sum.
    assertEquals(
        "sha256:86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed", source.hash());
    Vocabulary vocabulary = CharacterVocabulary.learn(source);
    assertEquals(65, vocabulary.size());
    // Source: nanoGPT, data/shakespeare_char/prepare.py prints 1,003,854 and 111,540 tokens.
    TextData data = TextData.open(source, vocabulary, TextOptions.blocks(64), directory, 1 << 16);
    assertEquals(1_003_854, data.tokens(TextPart.TRAINING));
    assertEquals(111_540, data.tokens(TextPart.VALIDATION));
    assertEquals(1_743, data.rows(TextPart.VALIDATION)); // 1,742 blocks of 64 and 52 characters
    assertEquals(111_540, data.batches(TextPart.VALIDATION, 64).mapToInt(TokenBatch::tokens).sum());
    assertEquals(
        "?\n\nGREMIO:\nGood morrow, neighbour Baptista.\n\nBAPTISTA:\nGood morr",
        vocabulary.decode(data.batches(TextPart.VALIDATION, 1).findFirst().orElseThrow().row(0)));
    assertEquals(
        "First Citizen:\nBefore we proceed any further, hear me speak.\n\nAl",
        vocabulary.decode(data.batches(TextPart.TRAINING, 1).findFirst().orElseThrow().row(0)));
  }
}
