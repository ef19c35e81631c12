package org.udm.discrete.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.udm.core.random.RandomStreams;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.TokenPairs;
import org.udm.discrete.metric.TextErrors;
import org.udm.discrete.text.ByteVocabulary;
import org.udm.discrete.text.CharacterVocabulary;
import org.udm.discrete.text.TextDataException;
import org.udm.discrete.text.TextPart;
import org.udm.discrete.text.TextSource;
import org.udm.discrete.text.TinyShakespeare;
import org.udm.discrete.text.Vocabulary;

class RestorationDataTest {
  private static final long SEED = 20261122;

  @TempDir Path folder;

  private TextSource source(String text) throws IOException {
    return TextSource.of(Files.writeString(folder.resolve("text.txt"), text));
  }

  @Test
  void sentencesEndWhereTheyShould() throws IOException {
    assertEquals(
        List.of(
            "All:", "Speak, speak!", "(He said: \"No.\")", "It was 3.5 miles.", "What?!", "No end"),
        Sentences.of(
            source(
                "\nAll:\n\nSpeak,\n speak! (He  said: \"No.\") It was 3.5 miles.\nWhat?! No end\n")));
  }

  @Test
  void whatIsBareIsASubsequenceInSmallLetters() throws IOException {
    assertEquals("dont go 2 miles", Sentences.bare("Don't -- go: 2 miles!"));
    assertEquals("", Sentences.bare("?!"));
    assertEquals(
        "e\u0301t\u00E9",
        Sentences.bare("\u00AB\u00C9T\u00C9\u00BB".replace("\u00C9T", "E\u0301T")));
    for (String sentence : Sentences.of(TextSource.of(TinyShakespeare.file()))) {
      String bare = Sentences.bare(sentence);
      assertTrue(bare.matches("([a-z0-9]+( [a-z0-9]+)*)?"), bare);
      assertEquals(bare, Sentences.bare(bare));
      String small = sentence.toLowerCase(Locale.ROOT);
      int at = 0;
      for (char c : bare.toCharArray()) {
        at = small.indexOf(c, at) + 1;
        assertTrue(at > 0, bare + " in " + small);
      }
    }
  }

  @Test
  void rowsArePairs() throws IOException {
    String text =
        IntStream.range(0, 20).mapToObj(i -> "Yes, " + i + "!").collect(Collectors.joining(" "));
    TextSource source = source(text + " ... A sentence that is too long for a row.");
    CharacterVocabulary v = RestorationData.characters(source);
    assertTrue(v.encode("yesa ").length == 5); // small letters that the text has only as capitals
    RestorationData data = RestorationData.of(source, v, RestorationOptions.rows(12));
    assertEquals(18, data.rows(TextPart.TRAINING));
    assertEquals(2, data.rows(TextPart.VALIDATION));
    assertEquals(0, data.rows(TextPart.TEST));
    assertEquals(0, data.batches(TextPart.TEST, 3).count());
    assertEquals(8, data.maxLength());
    List<TokenPairs> batches = data.batches(TextPart.TRAINING, 4).toList();
    assertEquals(5, batches.size());
    TokenPairs all = batches.stream().reduce(TokenPairs::concat).orElseThrow();
    for (int i = 0; i < 18; i++) {
      assertEquals("Yes, " + i + "!", v.decode(all.target().row(i)));
      assertEquals("yes " + i, v.decode(all.source().row(i)));
    }
    TokenPairs drawn = data.training(50).batch(0, RandomStreams.of(SEED));
    for (int i = 0; i < 50; i++) {
      String target = v.decode(drawn.target().row(i));
      assertTrue(text.startsWith(target) || text.contains(" " + target), target);
      assertEquals(Sentences.bare(target), v.decode(drawn.source().row(i)));
    }
    // Row i is the same whatever the batch size.
    assertEquals(drawn.slice(0, 7), data.training(7).batch(0, RandomStreams.of(SEED)));
  }

  @Test
  void aModelThatChangesNothingHasTheErrorsOfTheTask() {
    TextSource text = TextSource.of(TinyShakespeare.file());
    Vocabulary v = RestorationData.characters(text);
    RestorationData data = RestorationData.of(text, v, RestorationOptions.rows(64));
    TokenPairs heldBack = data.batches(TextPart.VALIDATION, 300).findFirst().orElseThrow();
    TextErrors nothing = data.errors(heldBack.source(), heldBack.target());
    assertEquals(300, nothing.rows());
    // Names of speakers are in capitals: nearly a quarter of the characters are to be changed.
    assertEquals(0, nothing.exact().mean());
    assertEquals(0.24, nothing.characterErrors().mean(), 0.02);
    TextErrors right = data.errors(heldBack.target(), heldBack.target());
    assertEquals(1, right.exact().mean());
    assertEquals(0, right.characterErrors().mean());
  }

  @Test
  void whatCannotBeUsedIsRefused() throws IOException {
    TextSource text = source("One. Two.");
    RestorationOptions options = RestorationOptions.rows(9);
    assertThrows(
        TextDataException.class,
        () -> RestorationData.of(text, CharacterVocabulary.of("a"), options));
    String message =
        assertThrows(
                TextDataException.class,
                () -> RestorationData.of(text, ByteVocabulary.of(), RestorationOptions.rows(2)))
            .getMessage();
    assertTrue(message.contains("0 sentences of at most 2 tokens"), message);
    RestorationData data = RestorationData.of(text, ByteVocabulary.of(), options);
    assertThrows(IllegalArgumentException.class, () -> data.training(0));
    assertThrows(IllegalArgumentException.class, () -> data.batches(TextPart.TRAINING, 0));
    assertThrows(IllegalArgumentException.class, () -> RestorationOptions.rows(0));
    assertThrows(IllegalArgumentException.class, () -> options.withValidationFraction(1));
    TokenBatch one = TokenBatch.of(new int[] {1});
    assertThrows(IllegalArgumentException.class, () -> new TokenPairs(one, one.concat(one)));
    assertThrows(IllegalArgumentException.class, () -> data.errors(one, one.concat(one)));
  }
}
