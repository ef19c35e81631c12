package org.udm.discrete.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextSourceTest {
  @TempDir Path directory;

  private Path write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private Path write(String name, int... bytes) throws IOException {
    byte[] content = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      content[i] = (byte) bytes[i];
    }
    return Files.write(directory.resolve(name), content);
  }

  private static String textOf(TextSource source) {
    StringBuilder text = new StringBuilder();
    source.forEachCodePoint(text::appendCodePoint);
    return text.toString();
  }

  private static String message(org.junit.jupiter.api.function.Executable executable) {
    String message = assertThrows(TextDataException.class, executable).getMessage();
    assertEquals(-1, message.indexOf('\n'), "one line: " + message);
    return message;
  }

  @Test
  void aDirectoryIsItsTextFilesSortedByPath() throws IOException {
    write("b.txt", "3");
    write("a/z.txt", "2");
    write("a/b/c.md", "1");
    write("a.txt", "0");
    write(".hidden", "no");
    write("a/.git/config", "no");
    write("empty.txt", "");
    write("image.bin", 0x89, 0x50, 0, 1);
    TextSource source = TextSource.of(directory);
    // "a.txt" stands before "a/...": '.' is before '/'.
    assertEquals("0123", textOf(source));
    assertEquals("30123", textOf(TextSource.of(directory.resolve("b.txt"), directory)));
    assertEquals(4, source.bytes());
  }

  @Test
  void anyBufferGivesTheSameText() throws IOException {
    String text = "a\u00E9\u4E2D\uD83D\uDE00b\r\n\uFEFFz\uD83D\uDE00";
    Path file = write("text", text);
    for (int buffer = 4; buffer < 30; buffer++) {
      StringBuilder read = new StringBuilder();
      Utf8.read(file, buffer, read::appendCodePoint);
      assertEquals(text, read.toString());
    }
  }

  @Test
  void theHashOfOneFileIsWhatSha256sumPrints() throws IOException {
    // Source: FIPS 180-2, appendix B.1.
    assertEquals(
        "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        TextSource.of(write("abc", "abc")).hash());
  }

  @Test
  void theHashOfFilesKnowsTheirBordersAndNotTheirNames() throws IOException {
    Path ab = write("ab", "ab");
    Path c = write("c", "c");
    Path a = write("a", "a");
    Path bc = write("bc", "bc");
    Path other = write("other", "ab");
    String hash = TextSource.of(ab, c).hash();
    assertEquals(hash, TextSource.of(other, c).hash());
    assertTrue(
        List.of(TextSource.of(a, bc).hash(), TextSource.of(c, ab).hash(), TextSource.of(ab).hash())
            .stream()
            .noneMatch(hash::equals));
  }

  @Test
  void whatIsNoTextIsNamed() throws IOException {
    Path missing = directory.resolve("missing.txt");
    assertEquals(
        missing + ": there is no such file or directory (looked in " + directory + ")",
        message(() -> TextSource.of(missing)));
    assertEquals(
        directory
            + ": the directory holds no text files (hidden, empty and binary ones do not count); put UTF-8 text there",
        message(() -> TextSource.of(directory)));
    Path empty = write("empty.txt", "");
    assertEquals(
        empty + ": the file is empty; give a file with text", message(() -> TextSource.of(empty)));
    assertEquals(
        "a text source of no files: name a text file or a directory",
        message(() -> TextSource.of()));
  }

  @Test
  void binaryFilesAreNamedWithTheOffset() throws IOException {
    String fix = ": not a UTF-8 text; give a text file, or convert it (iconv -t UTF-8)";
    Path nul = write("nul", 'a', 'b', 0, 'c');
    assertEquals(nul + ": a NUL byte at offset 2" + fix, message(() -> textOf(TextSource.of(nul))));
    Path latin = write("latin", 'c', 'a', 'f', 0xE9, 's');
    assertEquals(
        latin + ": byte 0xE9, which is not UTF-8, at offset 3" + fix,
        message(() -> textOf(TextSource.of(latin))));
    Path torn = write("torn", 'a', 0xC3);
    assertEquals(
        torn + ": byte 0xC3, which is not UTF-8, at offset 1" + fix,
        message(() -> textOf(TextSource.of(torn))));
    byte[] late = "x".repeat(100_000).getBytes(StandardCharsets.UTF_8);
    late[99_999] = (byte) 0xFF;
    Path far = Files.write(directory.resolve("far"), late);
    assertEquals(
        far + ": byte 0xFF, which is not UTF-8, at offset 99999" + fix,
        message(() -> textOf(TextSource.of(far))));
  }
}
