package org.udm.discrete.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.udm.core.given.Given;
import org.udm.core.random.RandomStreams;
import org.udm.discrete.TokenBatch;

/** Texts of classes keep to their classes in every part. */
class ClassTextsTest {
  private static final int LINES = 40; // of each class, those of b three times as many

  @TempDir Path folder;

  private TextSource write(String name, String text) throws IOException {
    return TextSource.of(Files.writeString(folder.resolve(name), text));
  }

  /** Lines a\taaaa and b\tbbbb, sorted by class, with blank ones and Windows' ends between. */
  private ClassTexts texts() throws IOException {
    StringBuilder lines = new StringBuilder("\n");
    IntStream.range(0, 3 * LINES).forEach(i -> lines.append("second \tbbbb\tb\r\n"));
    IntStream.range(0, LINES).forEach(i -> lines.append("first\taaaaaa\n"));
    return ClassTexts.ofLines(write("lines.tsv", lines + "  \n"), folder.resolve("cache"));
  }

  private static ClassData data(ClassTexts texts, Path cache) {
    Vocabulary vocabulary = CharacterVocabulary.learn(texts.together());
    return texts.open(
        vocabulary,
        TextOptions.documents(RowUnit.LINE, 8).withValidationFraction(0.1),
        cache.resolve("encoded"));
  }

  private static void assertOfItsClass(Given<TokenBatch, TokenBatch> rows, ClassData data) {
    for (int i = 0; i < rows.rows(); i++) {
      String text = data.text(0).vocabulary().decode(rows.x().row(i));
      assertEquals(rows.c().token(i, 0) == 0 ? "aaaaaa" : "bbbb\tb", text);
    }
  }

  @Test
  void linesAreOfTheClassBeforeTheTab() throws IOException {
    ClassTexts texts = texts();
    assertEquals(List.of("first", "second"), texts.names());
    assertEquals("aaaaaa\n".repeat(LINES), Files.readString(texts.texts().get(0).files().get(0)));
    assertEquals(texts.names(), texts().names(), "found again");
    ClassData data = data(texts, folder);
    assertEquals(0.25, data.shares()[0], 1e-12);
    for (TextPart part : List.of(TextPart.TRAINING, TextPart.VALIDATION)) {
      List<Given<TokenBatch, TokenBatch>> all = data.spread(part, 7, 1000).toList();
      all.forEach(rows -> assertOfItsClass(rows, data));
      long expected = part == TextPart.TRAINING ? 36 + 108 : 4 + 12;
      assertEquals(expected, all.stream().mapToLong(Given::rows).sum());
      assertEquals(expected, data.rows(part));
      assertEquals(all.size(), data.spread(part, 7, 1000).count());
    }
    List<Given<TokenBatch, TokenBatch>> some = data.spread(TextPart.TRAINING, 100, 40).toList();
    assertEquals(List.of(10, 30), some.stream().map(Given::rows).toList());
    assertEquals(2, data.spread(TextPart.VALIDATION, 100, 1).count(), "one of each class");
  }

  /** Seed 3, N = 4,000, level 1e-3; with equal shares in their place it must fail. */
  @Test
  void classesAreDrawnByTheirSharesAndRowByRow() throws IOException {
    ClassData data = data(texts(), folder);
    Given<TokenBatch, TokenBatch> drawn = data.training(4_000).batch(1, RandomStreams.of(3));
    assertOfItsClass(drawn, data);
    long[] counts = new long[2];
    IntStream.range(0, 4_000).forEach(i -> counts[drawn.c().token(i, 0)]++);
    assertTrue(ChiSquareTest.withDefaults().test(data.shares(), counts).getPValue() > 1e-3);
    assertTrue(
        ChiSquareTest.withDefaults().test(new double[] {0.5, 0.5}, counts).getPValue() < 1e-3);
    assertEquals(drawn.gather(5, 6), data.training(2).batch(1, RandomStreams.of(3).fromRow(5)));
  }

  @Test
  void oneTextIsGivenNothingAndDrawnAsItAlwaysWas() throws IOException {
    TextSource text = write("text.txt", "the cat sat on the mat, and so on. ".repeat(20));
    Vocabulary vocabulary = CharacterVocabulary.learn(text);
    TextData alone = TextData.open(text, vocabulary, TextOptions.blocks(8), folder);
    ClassData data = ClassData.of(List.of(alone));
    Given<TokenBatch, TokenBatch> drawn = data.training(5).batch(2, RandomStreams.of(4));
    assertEquals(alone.training(5).batch(2, RandomStreams.of(4)), drawn.x());
    assertEquals(0, drawn.c().tokens());
    assertEquals(
        alone.spread(TextPart.VALIDATION, 3, 5).toList(),
        data.spread(TextPart.VALIDATION, 3, 5).map(Given::x).toList());
  }

  @Test
  void filesAndFoldersAreClasses() throws IOException {
    write("good.one.txt", "fine\n");
    Path bad = Files.createDirectories(folder.resolve("in/bad"));
    Files.writeString(bad.resolve("1.txt"), "awful\n");
    Files.writeString(bad.resolve("2.txt"), "worse\n");
    Files.writeString(folder.resolve("in/.hidden"), "x");
    ClassTexts texts = ClassTexts.ofFiles(folder.resolve("good.one.txt"), folder.resolve("in"));
    assertEquals(List.of("bad", "good.one"), texts.names());
    assertEquals(2, texts.texts().get(0).files().size());
    assertEquals(3, texts.together().files().size());
    write("bad.csv", "poor\n");
    assertMessage(
        "another text of the class 'bad'",
        () -> ClassTexts.ofFiles(folder.resolve("in"), folder.resolve("bad.csv")));
    assertMessage("a single class, [bad]", () -> ClassTexts.ofFiles(folder.resolve("in")));
  }

  @Test
  void linesThatSayNoClassAreRefused() {
    Stream.of(
            new String[] {"a\tx\nb y\n", "line 2: no tab"},
            new String[] {"a\tx\n\n \ty\n", "line 3: no class before the tab"},
            new String[] {"a\tx\nb\t \n", "line 2: nothing behind the tab"},
            new String[] {"a\tx\na\ty", "a single class, [a]; at least two"})
        .forEach(
            wrong ->
                assertMessage(wrong[1], () -> ClassTexts.ofLines(write("w", wrong[0]), folder)));
    assertMessage(
        "class 'b': ",
        () -> data(ClassTexts.ofLines(write("s", "a\tx\n".repeat(20) + "b\ty"), folder), folder));
  }

  /** Something that may be refused. */
  private interface Refused {
    void run() throws IOException;
  }

  private static void assertMessage(String part, Refused refused) {
    String message = assertThrows(TextDataException.class, refused::run).getMessage();
    assertTrue(message.contains(part), message);
    assertTrue(Arrays.stream(message.split("\n")).count() == 1, message);
  }
}
