package org.udm.discrete.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumberFileTest {
  @TempDir Path directory;

  private Path write(int width, long count, long factor) {
    Path file = directory.resolve("numbers");
    try (NumberFile.Writer writer = new NumberFile.Writer(file, width)) {
      for (long i = 0; i < count; i++) {
        writer.add(i * factor);
      }
      writer.finish();
    }
    return file;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void numbersAreReadAcrossChunks(int width) {
    // The largest number is the largest of its width, or near it.
    long largest = width < 4 ? (1L << 8 * width) - 1 : width == 4 ? Integer.MAX_VALUE : 1L << 40;
    long count = 256;
    long factor = largest / (count - 1);
    Path file = write(width, count, factor);
    for (int chunk : new int[] {8, 16, 24, 1000, NumberFile.CHUNK}) {
      NumberFile numbers = NumberFile.open(file, chunk);
      assertEquals(count, numbers.count());
      assertEquals((count * width + chunk - 1) / chunk, numbers.chunks());
      for (long i = 0; i < count; i++) {
        assertEquals(i * factor, numbers.at(i));
      }
      assertThrows(IndexOutOfBoundsException.class, () -> numbers.at(count));
    }
    assertArrayEquals(
        new int[] {(int) (7 * factor), (int) (8 * factor), (int) (9 * factor)},
        NumberFile.open(file, 8).ids(7, 3));
  }

  @Test
  void aFileOfMoreThanTwoGibibytesIsMapped() throws IOException {
    long count = (1L << 31) + 5; // bytes; a sparse file, which takes no room
    Path file = directory.resolve("large");
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            StandardOpenOption.SPARSE)) {
      ByteBuffer header = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
      channel.write(header.putInt(0x314D4455).putInt(1).putLong(count).flip());
      channel.write(ByteBuffer.wrap(new byte[] {7}), 16 + (1L << 31) - 1);
      channel.write(ByteBuffer.wrap(new byte[] {8, 0, 0, 0, 9}), 16 + (1L << 31));
    }
    NumberFile numbers = NumberFile.open(file, NumberFile.CHUNK);
    assertEquals(3, numbers.chunks());
    assertArrayEquals(new int[] {0, 7, 8, 0, 0, 0, 9}, numbers.ids((1L << 31) - 2, 7));
  }

  @Test
  void anUnfinishedFileDoesNotAppear() throws IOException {
    Path file = directory.resolve("numbers");
    try (NumberFile.Writer writer = new NumberFile.Writer(file, 4)) {
      writer.add(1);
    }
    try (Stream<Path> left = Files.list(directory)) {
      assertEquals(0, left.count());
    }
  }

  @Test
  void aDamagedFileIsNamed() throws IOException {
    Path file = write(4, 10, 1);
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 1));
    String message =
        assertThrows(TextDataException.class, () -> NumberFile.open(file, 8)).getMessage();
    assertEquals(
        file + ": the token cache is damaged; delete the file, and it will be made anew", message);
    Files.write(file, new byte[3]);
    assertThrows(TextDataException.class, () -> NumberFile.open(file, 8));
    Files.write(file, "a text of some length".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThrows(TextDataException.class, () -> NumberFile.open(file, 8));
  }

  @Test
  void aCacheThatCannotBeWrittenIsNamed() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    String message =
        assertThrows(
                TextDataException.class, () -> new NumberFile.Writer(file.resolve("numbers"), 1))
            .getMessage();
    assertTrue(message.startsWith(file.resolve("numbers") + ": the token cache cannot be written"));
    assertTrue(message.endsWith("name another cache directory or make room"));
  }
}
