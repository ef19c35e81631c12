package org.udm.discrete.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.udm.core.random.RandomStream;
import org.udm.core.random.RandomStreams;

class BytePairVocabularyTest {
  private static final long SEED = 20261122;

  @TempDir Path folder;

  private TextSource source(String text) throws IOException {
    return TextSource.of(Files.writeString(folder.resolve("text.txt"), text));
  }

  @Test
  void theExampleOfThePaper() throws IOException {
    // Sennrich et al., section 3.2: low 5 times, lower 2, newest 6, widest 3; there e s comes
    // first, then es t, l o, lo w, n e. Here the space before a word belongs to it, and of equal
    // counts (9: e s, s t) the smaller pair is taken.
    String text = " low".repeat(5) + " lower".repeat(2) + " newest".repeat(6) + " widest".repeat(3);
    BytePairVocabulary v = BytePairVocabulary.learn(source(text), 256 + 2, 1);
    assertEquals("es", v.decode(256));
    assertEquals("est", v.decode(257));
    assertArrayEquals(new int[] {' ', 'w', 'i', 'd', 257}, v.encode(" widest"));
  }

  @Test
  void itIsTheSlowAlgorithmOnEveryText() throws IOException {
    RandomStreams rng = RandomStreams.of(SEED);
    for (int i = 0; i < 20; i++) {
      String text = letters(600, rng.row(i));
      BytePairVocabulary v = BytePairVocabulary.learn(source(text), 256 + 25, 1);
      assertEquals(slow(text, 25), v.description().get("merges"), text);
    }
  }

  /** Five letters and white space. */
  private static String letters(int length, RandomStream rng) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append("abcde  \n".charAt(rng.index(8)));
    }
    return text.toString();
  }

  /** Counts everything anew before every merge. */
  private static List<Integer> slow(String text, int most) {
    List<List<Integer>> pieces = new ArrayList<>();
    TextPieces cut =
        new TextPieces(
            piece -> {
              List<Integer> tokens = new ArrayList<>();
              for (byte b : piece.getBytes(StandardCharsets.UTF_8)) {
                tokens.add((int) b);
              }
              pieces.add(tokens);
            });
    text.codePoints().forEach(cut::accept);
    cut.end();
    List<Integer> merges = new ArrayList<>();
    for (int k = 0; k < most; k++) {
      Map<List<Integer>, Integer> counts = new HashMap<>();
      for (List<Integer> piece : pieces) {
        for (int i = 0; i + 1 < piece.size(); i++) {
          counts.merge(List.copyOf(piece.subList(i, i + 2)), 1, Integer::sum);
        }
      }
      List<Integer> best =
          counts.keySet().stream()
              .filter(pair -> counts.get(pair) > 1)
              .min(
                  Comparator.<List<Integer>>comparingInt(pair -> -counts.get(pair))
                      .thenComparing(pair -> pair.get(0))
                      .thenComparing(pair -> pair.get(1)))
              .orElse(null);
      if (best == null) {
        return merges;
      }
      merges.addAll(best);
      for (List<Integer> piece : pieces) {
        for (int i = 0; i + 1 < piece.size(); i++) {
          if (piece.subList(i, i + 2).equals(best)) {
            piece.set(i, 256 + k);
            piece.remove(i + 1);
          }
        }
      }
    }
    return merges;
  }

  @Test
  void everyTextComesBack() throws IOException {
    BytePairVocabulary v =
        BytePairVocabulary.learn(
            source("the cat, the  dog\n\tand the 12 \u00E9t\u00E9s ".repeat(9)), 300, 1);
    assertTrue(v.size() > 270);
    RandomStreams rng = RandomStreams.of(SEED).named("any");
    for (int i = 0; i < 300; i++) {
      RandomStream row = rng.row(i);
      StringBuilder text = new StringBuilder();
      for (int j = 0; j < i; j++) {
        int range = new int[] {0x80, 0x80, 0x3000, Character.MAX_CODE_POINT + 1}[row.index(4)];
        int codePoint = row.index(range);
        text.appendCodePoint(codePoint >= 0xD800 && codePoint < 0xE000 ? ' ' : codePoint);
        text.append(row.index(4) == 0 ? " the" : "");
      }
      int[] ids = v.encode(text.toString());
      assertTrue(IntStream.of(ids).allMatch(id -> id >= 0 && id < v.size()));
      assertEquals(text.toString(), v.decode(ids));
      assertEquals(text.codePoints().count(), v.characters(ids));
      int half = ids.length / 2; // may cut a character: it is counted once
      assertEquals(
          text.codePoints().count(),
          v.characters(IntStream.of(ids).limit(half).toArray())
              + v.characters(IntStream.of(ids).skip(half).toArray()));
    }
    String run = "ab".repeat(5000); // longer than a piece may be
    assertEquals(run, v.decode(v.encode(run)));
  }

  @Test
  void itIsSavedAndLoaded() throws IOException {
    BytePairVocabulary v =
        BytePairVocabulary.learn(source("to be or not to be ".repeat(5)), 264, 1);
    ObjectMapper json = new ObjectMapper();
    Map<String, Object> read =
        json.readValue(json.writeValueAsString(v.description()), new TypeReference<>() {});
    Vocabulary same = Vocabulary.of(read);
    assertEquals(v, same);
    assertEquals(v.hashCode(), same.hashCode());
    assertEquals(v.fingerprint(), same.fingerprint());
    assertEquals(264, same.size());
  }

  @Test
  void whatIsKeptBackIsNotLearnedFrom() throws IOException {
    TextSource text = source("ab ".repeat(90) + "xy ".repeat(10));
    assertEquals(
        BytePairVocabulary.learn(source("ab ".repeat(90)), 300, 1),
        BytePairVocabulary.learn(text, 300, 0.9));
  }

  @Test
  void badRequestsAreRefused() throws IOException {
    TextSource text = source("to be");
    message("at least 256", () -> BytePairVocabulary.learn(text, 255, 1));
    message("outside (0, 1]", () -> BytePairVocabulary.learn(text, 300, 1.1));
    message("outside (0, 1]", () -> BytePairVocabulary.learn(text, 300, Double.NaN));
    message("must be in [0, 256)", () -> BytePairVocabulary.of(97, 256));
    message("must be in [0, 257)", () -> BytePairVocabulary.of(97, 97, -1, 97));
    message("twice", () -> BytePairVocabulary.of(97, 98, 97, 98));
    message("damaged", () -> BytePairVocabulary.of(97));
    message("half a surrogate pair", () -> BytePairVocabulary.of().encode("a\uD83D"));
    message("token id 257", () -> BytePairVocabulary.of(97, 98).decode(257));
    message("outside [0, 256)", () -> BytePairVocabulary.of().characters(256));
    Map<String, Object> damaged = new LinkedHashMap<>(BytePairVocabulary.of(97, 98).description());
    damaged.put("merges", List.of("a", 98));
    message("no token id", () -> Vocabulary.of(damaged));
    damaged.put("merges", List.of());
    message("says 257 tokens and has 256", () -> Vocabulary.of(damaged));
    damaged.put("merges", "ab");
    message("known are", () -> Vocabulary.of(damaged));
  }

  private static void message(String part, org.junit.jupiter.api.function.Executable executable) {
    String message = assertThrows(IllegalArgumentException.class, executable).getMessage();
    assertTrue(message.contains(part), message);
    assertEquals(1, message.lines().count());
  }
}
