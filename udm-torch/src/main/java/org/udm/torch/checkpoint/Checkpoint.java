package org.udm.torch.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import org.udm.torch.Tensor;

/**
 * Named tensors and a map of strings in one safetensors file, which Python's library reads too.
 *
 * <pre>{@code
 * Checkpoint.write(file, Map.of("weights", parameters.values()), Map.of("step", "100"));
 * Map<String, String> metadata = Checkpoint.read(file, Map.of("weights", parameters.values()));
 * }</pre>
 *
 * <p>Writing is atomic: the new file is written beside the old one, forced to the disk and renamed.
 * A process killed at any moment, or a full disk, leaves the old file as it was. Because everything
 * that belongs together is in one file, it cannot be mixed up. A checksum (CRC-32C over header and
 * data, in the metadata) tells a damaged file; files of other writers have none and are read
 * without.
 */
public final class Checkpoint {
  private static final String CHECKSUM = "crc32c";
  private static final String NO_CHECKSUM = "00000000";
  private static final int LARGEST_HEADER = 100_000_000; // the limit of Python's library

  private Checkpoint() {}

  /**
   * Writes a checkpoint in place of the file, or leaves the file as it was.
   *
   * @param file where to
   * @param tensors what, by name
   * @param metadata strings that belong to it
   * @throws CheckpointException if it cannot be written
   */
  public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      try (FileChannel out =
          FileChannel.open(
              part,
              Set.of(
                  StandardOpenOption.CREATE,
                  StandardOpenOption.TRUNCATE_EXISTING,
                  StandardOpenOption.WRITE))) {
        byte[] header = header(tensors, metadata);
        writeFully(
            out,
            ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .flip());
        writeFully(out, ByteBuffer.wrap(header));
        for (Tensor tensor : tensors.values()) {
          tensor.writeTo(out);
        }
        out.force(true);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      forceDirectory(file.toAbsolutePath().getParent());
    } catch (IOException e) {
      discard(part, e);
      throw new CheckpointException("cannot write %s: %s".formatted(file, reason(e)), e);
    }
  }

  /** The header with the checksum of itself, that field being zeros, and of the data. */
  private static byte[] header(Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    Map<String, String> words = new LinkedHashMap<>(metadata);
    words.put(CHECKSUM, NO_CHECKSUM);
    byte[] header = Header.of(tensors, words).bytes();
    CRC32C crc = new CRC32C();
    crc.update(header);
    WritableByteChannel summing = new Summing(crc);
    for (Tensor tensor : tensors.values()) {
      tensor.writeTo(summing);
    }
    words.put(CHECKSUM, hex(crc));
    return Header.of(tensors, words).bytes();
  }

  private static String hex(CRC32C crc) {
    return String.format("%08x", crc.getValue());
  }

  private static void writeFully(FileChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  /** Makes the renaming durable where the system can open a directory. */
  private static void forceDirectory(Path directory) {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Windows opens no directories; the rename is atomic there all the same
    }
  }

  private static void discard(Path part, IOException cause) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /**
   * Returns the metadata of a checkpoint without reading its data.
   *
   * @param file the checkpoint
   * @return its strings by name
   * @throws CheckpointException if it is not a whole checkpoint
   */
  public static Map<String, String> metadata(Path file) {
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      return new LinkedHashMap<>(Header.parse(headerOf(in, file), dataBytes(in)).metadata());
    } catch (IOException | IllegalArgumentException e) {
      throw broken(file, e);
    }
  }

  /**
   * Fills tensors with what a checkpoint holds under their names. Nothing is changed unless the
   * whole file is sound and holds every one of them in its type and shape.
   *
   * @param file the checkpoint; it may hold more tensors than are asked for
   * @param tensors what to fill, by name
   * @return the checkpoint's strings by name
   * @throws CheckpointException if the file is missing, truncated, damaged, or of another model
   */
  public static Map<String, String> read(Path file, Map<String, Tensor> tensors) {
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      byte[] json = headerOf(in, file);
      Header header = Header.parse(json, dataBytes(in));
      requireChecksum(in, json, header);
      tensors.forEach((name, tensor) -> requireFit(header, name, tensor));
      long data = Long.BYTES + json.length;
      for (Map.Entry<String, Tensor> tensor : tensors.entrySet()) {
        in.position(data + header.entries().get(tensor.getKey()).from());
        tensor.getValue().readInPlace(in);
      }
      return new LinkedHashMap<>(header.metadata());
    } catch (IOException | IllegalArgumentException e) {
      throw broken(file, e);
    }
  }

  private static CheckpointException broken(Path file, Exception e) {
    if (e instanceof NoSuchFileException) {
      return new CheckpointException("there is no checkpoint " + file, e);
    }
    String why = e instanceof IOException io ? reason(io) : e.getMessage();
    return new CheckpointException("%s is no checkpoint of this model: %s".formatted(file, why), e);
  }

  private static byte[] headerOf(FileChannel in, Path file) throws IOException {
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    readFully(in, length);
    long bytes = length.flip().getLong();
    if (bytes < 2 || bytes > LARGEST_HEADER || bytes > in.size() - Long.BYTES) {
      throw new IllegalArgumentException(
          "its first 8 bytes say that the header has %d bytes, in a file of %d: it is truncated or no safetensors file"
              .formatted(bytes, in.size()));
    }
    ByteBuffer header = ByteBuffer.allocate((int) bytes);
    readFully(in, header);
    return header.array();
  }

  private static long dataBytes(FileChannel in) throws IOException {
    return in.size() - in.position();
  }

  private static void readFully(FileChannel in, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (in.read(buffer) < 0) {
        throw new IllegalArgumentException(
            "it has only %d bytes: it is truncated".formatted(in.size()));
      }
    }
  }

  private static void requireChecksum(FileChannel in, byte[] json, Header header)
      throws IOException {
    String stated = header.metadata().get(CHECKSUM);
    if (stated == null) {
      return; // written by another library
    }
    String text = new String(json, StandardCharsets.UTF_8);
    String field = "\"%s\":\"%s\"".formatted(CHECKSUM, stated);
    String blank = "\"%s\":\"%s\"".formatted(CHECKSUM, NO_CHECKSUM);
    CRC32C crc = new CRC32C();
    crc.update(text.replace(field, blank).getBytes(StandardCharsets.UTF_8));
    CheckedInputStream data = new CheckedInputStream(Channels.newInputStream(in), crc);
    byte[] buffer = new byte[1 << 20];
    while (data.read(buffer) >= 0) {
      // the stream adds what passes to the checksum
    }
    if (!hex(crc).equals(stated)) {
      throw new IllegalArgumentException(
          "its checksum is %s and not %s: it is damaged".formatted(hex(crc), stated));
    }
  }

  private static void requireFit(Header header, String name, Tensor tensor) {
    Header.Entry entry = header.entries().get(name);
    if (entry == null) {
      throw new IllegalArgumentException(
          "it has no tensor '%s' (it has %s): it is of another kind of model"
              .formatted(name, some(header.entries().keySet())));
    }
    String type = tensor.type().name();
    long bytes = tensor.elements() * tensor.type().bytes();
    if (!entry.type().equals(type)
        || !entry.shape().equals(Header.shape(tensor))
        || entry.to() - entry.from() != bytes) {
      throw new IllegalArgumentException(
          "tensor '%s' is %s %s and should be %s %s: it is of a model of another size"
              .formatted(name, entry.type(), entry.shape(), type, Arrays.toString(tensor.shape())));
    }
  }

  private static String some(Set<String> names) {
    int shown = 3;
    String listed = String.join(", ", names.stream().limit(shown).toList());
    return names.size() <= shown ? listed : listed + ", ... " + names.size() + " in all";
  }

  /** A channel that adds what it is given to a checksum. */
  private record Summing(CRC32C crc) implements WritableByteChannel {
    @Override
    public int write(ByteBuffer bytes) {
      int count = bytes.remaining();
      crc.update(bytes);
      return count;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {
      // nothing to close
    }
  }
}
