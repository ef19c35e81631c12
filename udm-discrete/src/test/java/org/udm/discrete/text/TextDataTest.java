package org.udm.discrete.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.udm.core.random.RandomStreams;
import org.udm.core.train.DataSource;
import org.udm.discrete.TokenBatch;

class TextDataTest {
  private static final long SEED = 20261122;
  private static final double LEVEL = 1e-3; // false alarms of each statistical test here

  @TempDir Path directory;

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private TextData open(String text, TextOptions options) throws IOException {
    TextSource source = TextSource.of(write("text.txt", text));
    // Chunks of 8 bytes: every row crosses a border.
    return TextData.open(
        source, CharacterVocabulary.learn(source), options, directory.resolve("cache"), 8);
  }

  private static List<String> rows(TextData data, TextPart part, int rows) {
    return data.batches(part, rows)
        .flatMap(batch -> TokenDisplay.of(data.vocabulary()).show(batch).stream())
        .toList();
  }

  private static String letters(int n) {
    return IntStream.range(0, n)
        .mapToObj(i -> Character.toString('A' + i))
        .collect(Collectors.joining());
  }

  @Test
  void blocksCoverBothPartsOnce() throws IOException {
    for (int n : new int[] {20, 33, 47}) {
      for (int length : new int[] {1, 3, 4}) {
        for (double fraction : new double[] {0.1, 0.25, 0.5}) {
          if (length > n - (long) ((1 - fraction) * n)) {
            continue;
          }
          TextData data =
              open(letters(n), TextOptions.blocks(length).withValidationFraction(fraction));
          int cut = (int) ((1 - fraction) * n);
          for (int rows : new int[] {1, 2, 100}) {
            List<String> training = rows(data, TextPart.TRAINING, rows);
            List<String> validation = rows(data, TextPart.VALIDATION, rows);
            assertEquals(letters(n).substring(0, cut), String.join("", training));
            assertEquals(letters(n).substring(cut), String.join("", validation));
            assertEquals(training.size(), data.rows(TextPart.TRAINING));
            assertEquals(validation.size(), data.rows(TextPart.VALIDATION));
            for (List<String> part : List.of(training, validation)) {
              assertTrue(
                  part.subList(0, part.size() - 1).stream().allMatch(r -> r.length() == length));
            }
          }
          assertEquals(cut, data.tokens(TextPart.TRAINING));
          assertEquals(n - cut, data.tokens(TextPart.VALIDATION));
        }
      }
    }
  }

  @Test
  void aBatchHasTheRowsAskedForAndTheLastOneTheRest() throws IOException {
    TextData data = open(letters(50), TextOptions.blocks(2).withValidationFraction(0.5));
    assertEquals(
        List.of(5, 5, 3), data.batches(TextPart.VALIDATION, 5).map(TokenBatch::rows).toList());
    assertEquals(0, data.batches(TextPart.VALIDATION, 5).skip(3).count());
  }

  @Test
  void someRowsAreSpreadEvenly() throws IOException {
    TextData data = open(letters(50), TextOptions.blocks(2).withValidationFraction(0.5));
    List<TokenBatch> all = data.batches(TextPart.VALIDATION, 1).toList(); // 13 rows
    for (int most = 1; most <= 15; most++) {
      List<TokenBatch> some = data.spread(TextPart.VALIDATION, 1, most).toList();
      assertEquals(Math.min(most, 13), some.size());
      int[] places = some.stream().mapToInt(all::indexOf).toArray();
      for (int k = 0; k < places.length; k++) {
        // The place of the k-th of n rows is within one of (k + 1) 13 / n - 1.
        assertEquals((k + 1) * 13.0 / places.length - 1, places[k], 1);
      }
    }
    assertEquals(
        List.of(4, 1), data.spread(TextPart.VALIDATION, 4, 5).map(TokenBatch::rows).toList());
    assertThrows(IllegalArgumentException.class, () -> data.spread(TextPart.VALIDATION, 4, 0));
  }

  @Test
  void trainingBlocksStartAnywhereWithEqualProbability() throws IOException {
    // 36 tokens for training and L = 4: 33 places. A place that is never drawn adds about draws /
    // places = 1,000 to the statistic, far beyond the 0.1 % point of 32 degrees, 62.5.
    int draws = 33_000;
    TextData data = open(letters(40), TextOptions.blocks(4));
    TokenBatch batch = data.training(draws).batch(0, RandomStreams.of(SEED));
    long[] counts = new long[33];
    for (int i = 0; i < draws; i++) {
      String row = data.vocabulary().decode(batch.row(i));
      assertTrue(letters(36).contains(row));
      counts[row.charAt(0) - 'A']++;
    }
    assertTrue(ChiSquareTest.withDefaults().test(counts).getPValue() > LEVEL);
    counts[32] = 0; // the planted error: the last place is never drawn
    assertTrue(ChiSquareTest.withDefaults().test(counts).getPValue() < LEVEL);
  }

  @Test
  void largeIndicesAreUniform() {
    long n = 3L * Integer.MAX_VALUE;
    long[] counts = new long[30];
    for (int i = 0; i < 30_000; i++) {
      long index = TextData.index(n, RandomStreams.of(SEED).row(i));
      assertTrue(index >= 0 && index < n);
      counts[(int) (index / ((n + 29) / 30))]++;
    }
    assertTrue(ChiSquareTest.withDefaults().test(counts).getPValue() > LEVEL);
  }

  @Test
  void aRowDependsNeitherOnTheBatchSizeNorOnTheChunkSize() throws IOException {
    for (RowUnit unit : RowUnit.values()) {
      TextOptions options = new TextOptions(unit, 3, 0.4, 0);
      TextSource source =
          TextSource.of(write("1.txt", "ab\ncdefg\n\nh\n"), write("2.txt", "ij\n\nklm\n"));
      Vocabulary vocabulary = CharacterVocabulary.learn(source);
      Path cache = directory.resolve("cache");
      RandomStreams rng = RandomStreams.of(SEED);
      TokenBatch large =
          TextData.open(source, vocabulary, options, cache, 8).training(50).batch(0, rng);
      DataSource<TokenBatch> small = TextData.open(source, vocabulary, options, cache).training(7);
      assertEquals(large.slice(0, 7), small.batch(0, rng));
      assertEquals(large.slice(43, 50), small.batch(0, rng.fromRow(43)));
    }
  }

  @Test
  void documentsAreLinesParagraphsOrFiles() throws IOException {
    TextSource source =
        TextSource.of(
            write("1.txt", "\n  one\ntwo  \n \t\n\n three\r\n\r\nfour\r\nfive"),
            write("2.txt", "six\n\n"));
    Vocabulary vocabulary = CharacterVocabulary.learn(source);
    assertEquals(
        List.of("  one", "two", " three", "four", "five", "six"),
        documents(source, vocabulary, RowUnit.LINE));
    assertEquals(
        List.of("  one\ntwo", " three", "four\r\nfive", "six"),
        documents(source, vocabulary, RowUnit.PARAGRAPH));
    assertEquals(
        List.of("\n  one\ntwo  \n \t\n\n three\r\n\r\nfour\r\nfive", "six"),
        documents(source, vocabulary, RowUnit.FILE));
  }

  private List<String> documents(TextSource source, Vocabulary vocabulary, RowUnit unit) {
    TextData data =
        TextData.open(
            source,
            vocabulary,
            TextOptions.documents(unit, 100).withValidationFraction(0.5),
            directory.resolve("cache"));
    List<String> all = new ArrayList<>(rows(data, TextPart.TRAINING, 2));
    assertEquals(all.size(), data.rows(TextPart.TRAINING));
    assertEquals(all.stream().mapToInt(String::length).sum(), data.tokens(TextPart.TRAINING));
    all.addAll(rows(data, TextPart.VALIDATION, 2));
    return all;
  }

  @Test
  void longDocumentsAreCutIntoPieces() throws IOException {
    TextData data =
        open(
            "abcdefg\nhi\njkl\nmnopqr\n",
            TextOptions.documents(RowUnit.LINE, 3).withValidationFraction(0.5));
    assertEquals(List.of("abc", "def", "g", "hi"), rows(data, TextPart.TRAINING, 3));
    assertEquals(List.of("jkl", "mno", "pqr"), rows(data, TextPart.VALIDATION, 3));
    assertEquals(9, data.tokens(TextPart.TRAINING));
    // A document is drawn first: "hi" is half of all rows. Level as above, 6,000 draws.
    long[] counts = new long[4];
    List<String> pieces = rows(data, TextPart.TRAINING, 3);
    TokenBatch batch = data.training(6_000).batch(0, RandomStreams.of(SEED));
    for (int i = 0; i < batch.rows(); i++) {
      counts[pieces.indexOf(data.vocabulary().decode(batch.row(i)))]++;
    }
    double[] expected = {1_000, 1_000, 1_000, 3_000};
    assertTrue(ChiSquareTest.withDefaults().test(expected, counts).getPValue() > LEVEL);
    assertTrue(ChiSquareTest.withDefaults().test(counts).getPValue() < LEVEL); // pieces alike
    // so "g" is 1/6 of all rows, "hi" 1/2, and pieces of three letters 1/3
    assertArrayEquals(new double[] {0, 1 / 6.0, 1 / 2.0, 1 / 3.0}, data.lengths(), 1e-12);
    assertArrayEquals(
        new double[] {0, 0, 1},
        open("abcdef", TextOptions.blocks(2).withValidationFraction(0.5)).lengths());
  }

  @Test
  void theEncodedTextIsUsedAgainAndKnowsWhatItIs() throws IOException {
    TextOptions options = TextOptions.blocks(2);
    open(letters(40), options);
    Path cache = directory.resolve("cache");
    Path file = onlyFile(cache);
    FileTime old = FileTime.fromMillis(1_000_000_000_000L);
    Files.setLastModifiedTime(file, old);
    open(letters(40), options.withValidationFraction(0.5)); // the same tokens
    assertEquals(old, Files.getLastModifiedTime(onlyFile(cache)));
    open(letters(41), options); // another text
    assertEquals(2, count(cache));
    TextData.open(
        TextSource.of(directory.resolve("text.txt")), ByteVocabulary.of(), options, cache);
    assertEquals(3, count(cache));
    open(letters(41), TextOptions.documents(RowUnit.FILE, 2).withValidationFraction(0.5), cache);
    assertEquals(5, count(cache));
  }

  private void open(String text, TextOptions options, Path cache) throws IOException {
    TextSource source = TextSource.of(write("a.txt", text), write("b.txt", text));
    TextData.open(source, CharacterVocabulary.learn(source), options, cache);
  }

  private static Path onlyFile(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> all = files.toList();
      assertEquals(1, all.size());
      return all.get(0);
    }
  }

  private static long count(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.count();
    }
  }

  @Test
  void largeVocabulariesTakeTwoAndFourBytes() throws IOException {
    for (int size : new int[] {256, 257, 65_536, 65_537}) {
      List<String> words = IntStream.range(0, size).mapToObj(i -> "w" + i).toList();
      TextSource source = TextSource.of(write("words.txt", "w0 w255 w" + (size - 1) + " w1"));
      TextData data =
          TextData.open(
              source,
              WordVocabulary.of(words),
              TextOptions.blocks(1).withValidationFraction(0.5),
              directory.resolve("words" + size));
      int[] ids =
          Stream.of(TextPart.values())
              .flatMap(part -> data.batches(part, 10))
              .flatMapToInt(batch -> Arrays.stream(batch.padded(1, 0)))
              .toArray();
      assertArrayEquals(new int[] {0, 255, size - 1, 1}, ids);
      long width = size <= 256 ? 1 : size <= 65_536 ? 2 : 4;
      assertEquals(16 + 4 * width, Files.size(onlyFile(directory.resolve("words" + size))));
    }
  }

  @Test
  void tooShortTextsAreNamedWithTheSizesNeeded() throws IOException {
    assertEquals(
        directory.resolve("text.txt")
            + ": too short: 20 tokens, 18 for training and 2 for validation (fraction 0.1), but each part needs 3; give at least 30 tokens, shorter blocks or another validation fraction",
        message(() -> open(letters(20), TextOptions.blocks(3))));
    open(letters(30), TextOptions.blocks(3));
    assertThrows(TextDataException.class, () -> open(letters(20), TextOptions.blocks(19)));
    assertEquals(
        directory.resolve("text.txt")
            + ": too short: 1 line, 0 for training and 1 for validation (fraction 0.1), but each part needs 1; give at least 10 lines or another validation fraction",
        message(() -> open("one line", TextOptions.documents(RowUnit.LINE, 3))));
  }

  @Test
  void whatCannotBeEncodedIsNamedWithItsPlace() throws IOException {
    TextSource source = TextSource.of(write("a.txt", "abab\nab"), write("b.txt", "ab\nab\naxb"));
    for (RowUnit unit : RowUnit.values()) {
      String message =
          message(
              () ->
                  TextData.open(
                      source,
                      CharacterVocabulary.of("ab\n"),
                      new TextOptions(unit, 1, 0.5, 0),
                      directory.resolve("cache")));
      assertTrue(
          message.startsWith(directory.resolve("b.txt") + ", line 3: character 'x' (U+0078)"),
          message);
    }
    assertEquals(0, count(directory.resolve("cache"))); // and nothing is left behind
  }

  private static String message(org.junit.jupiter.api.function.Executable executable) {
    String message = assertThrows(TextDataException.class, executable).getMessage();
    assertEquals(-1, message.indexOf('\n'), "one line: " + message);
    return message;
  }

  @Test
  void impossibleOptionsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> TextOptions.blocks(0));
    for (double fraction : new double[] {0, 1, -0.1, Double.NaN}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> TextOptions.blocks(1).withValidationFraction(fraction));
    }
    assertThrows(IllegalArgumentException.class, () -> TextOptions.documents(RowUnit.BLOCK, 5));
  }
}
