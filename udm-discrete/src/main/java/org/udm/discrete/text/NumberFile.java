package org.udm.discrete.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file of non-negative whole numbers of 1, 2, 4 or 8 bytes each, mapped into memory.
 *
 * <p>A file is a header of 16 bytes (magic number, width, count) and the numbers, all little
 * endian; numpy reads it with {@code np.memmap(file, dtype, offset=16)}. A mapping holds at most 2
 * GiB, so a file is mapped in several chunks; no number crosses a border, because widths divide the
 * chunk size. The mappings are released with this object by the garbage collector.
 */
final class NumberFile {
  static final int CHUNK = 1 << 30; // bytes a mapping: a power of two below Integer.MAX_VALUE

  private static final int MAGIC = 0x314D4455; // "UDM1"
  private static final int HEADER = 16; // bytes
  private static final int BUFFER = 1 << 16; // bytes written at a time

  private final ByteBuffer[] chunks;
  private final int chunk; // bytes
  private final int width; // bytes
  private final long count;

  private NumberFile(ByteBuffer[] chunks, int chunk, int width, long count) {
    this.chunks = chunks;
    this.chunk = chunk;
    this.width = width;
    this.count = count;
  }

  /**
   * Maps a file.
   *
   * @param file the file
   * @param chunk bytes a mapping, a multiple of 8
   * @return its numbers
   * @throws TextDataException if it cannot be read or is not what {@link Writer} wrote
   */
  static NumberFile open(Path file, int chunk) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
      while (header.hasRemaining() && channel.read(header) >= 0) {
        // until all is there
      }
      header.flip();
      if (header.limit() < HEADER || header.getInt() != MAGIC) {
        throw damaged(file);
      }
      int width = header.getInt();
      long count = header.getLong();
      long bytes = channel.size() - HEADER;
      if (Integer.bitCount(width) != 1 || width > Long.BYTES || bytes != count * width) {
        throw damaged(file);
      }
      ByteBuffer[] chunks = new ByteBuffer[Math.toIntExact((bytes + chunk - 1) / chunk)];
      for (int k = 0; k < chunks.length; k++) {
        long from = (long) k * chunk;
        MappedByteBuffer map =
            channel.map(
                FileChannel.MapMode.READ_ONLY, HEADER + from, Math.min(chunk, bytes - from));
        chunks[k] = map.order(ByteOrder.LITTLE_ENDIAN);
      }
      return new NumberFile(chunks, chunk, width, count);
    } catch (IOException e) {
      throw new TextDataException("%s: cannot be read (%s)".formatted(file, Utf8.reason(e)), e);
    }
  }

  private static TextDataException damaged(Path file) {
    return new TextDataException(
        file + ": the token cache is damaged; delete the file, and it will be made anew");
  }

  long count() {
    return count;
  }

  int width() {
    return width;
  }

  int chunks() {
    return chunks.length;
  }

  /**
   * Returns one number.
   *
   * @param index in [0, count)
   * @return the number
   */
  long at(long index) {
    java.util.Objects.checkIndex(index, count);
    long offset = index * width;
    ByteBuffer bytes = chunks[(int) (offset / chunk)];
    int at = (int) (offset % chunk);
    return switch (width) {
      case Byte.BYTES -> Byte.toUnsignedLong(bytes.get(at));
      case Short.BYTES -> Short.toUnsignedLong(bytes.getShort(at));
      case Integer.BYTES -> bytes.getInt(at);
      default -> bytes.getLong(at);
    };
  }

  /**
   * Returns a run of token ids.
   *
   * @param from the first, in [0, count]
   * @param length how many
   * @return the ids [length]
   */
  int[] ids(long from, int length) {
    int[] ids = new int[length];
    for (int i = 0; i < length; i++) {
      ids[i] = (int) at(from + i);
    }
    return ids;
  }

  /** Writes a file of numbers; it appears under its name only when it is complete. */
  static final class Writer implements AutoCloseable {
    private final Path file;
    private final Path unfinished;
    private final FileChannel channel;
    private final int width;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
    private long count;

    /**
     * Starts a file.
     *
     * @param file its name; its directory is made if need be
     * @param width bytes a number: 1, 2, 4 or 8
     */
    Writer(Path file, int width) {
      this.file = file;
      this.width = width;
      try {
        Files.createDirectories(file.toAbsolutePath().getParent());
        unfinished =
            Files.createTempFile(
                file.toAbsolutePath().getParent(), file.getFileName().toString(), ".part");
        channel = FileChannel.open(unfinished, StandardOpenOption.WRITE);
      } catch (IOException e) {
        throw failed(e);
      }
      header();
    }

    private void header() {
      buffer.putInt(MAGIC).putInt(width).putLong(count);
    }

    long count() {
      return count;
    }

    void add(long number) {
      if (buffer.remaining() < width) {
        flush();
      }
      switch (width) {
        case Byte.BYTES -> buffer.put((byte) number);
        case Short.BYTES -> buffer.putShort((short) number);
        case Integer.BYTES -> buffer.putInt((int) number);
        default -> buffer.putLong(number);
      }
      count++;
    }

    private void flush() {
      try {
        buffer.flip();
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        buffer.clear();
      } catch (IOException e) {
        throw failed(e);
      }
    }

    /** Completes the file and gives it its name. */
    void finish() {
      try {
        flush();
        channel.position(0);
        header();
        flush();
        channel.force(true);
        channel.close();
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        throw failed(e);
      }
    }

    /** Removes what is unfinished. */
    @Override
    public void close() {
      try {
        channel.close();
        Files.deleteIfExists(unfinished);
      } catch (IOException e) {
        throw failed(e);
      }
    }

    private TextDataException failed(IOException e) {
      return new TextDataException(
          "%s: the token cache cannot be written (%s); name another cache directory or make room"
              .formatted(file, Utf8.reason(e)),
          e);
    }
  }
}
