package org.udm.discrete.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The text of one or more UTF-8 files, in a fixed order; it is read as a stream and may be of any
 * size.
 *
 * <p>A directory stands for its files, those of its folders included, sorted by path; hidden files
 * and folders, empty files and files with a NUL among their first 8,000 bytes are left out.
 *
 * <pre>{@code
 * TextSource text = TextSource.of(Path.of("shakespeare.txt"));
 * text.hash(); // "sha256:86c4e6aa..."
 * }</pre>
 */
public final class TextSource {
  private static final int LOOK = 8_000; // bytes looked at for a NUL, as git does

  private final List<Path> files;
  private final boolean bytes; // that need not be UTF-8

  private TextSource(List<Path> files, boolean bytes) {
    this.files = files;
    this.bytes = bytes;
  }

  /**
   * Returns the text of files and directories.
   *
   * @param paths files and directories, in order, at least one
   * @return the source
   * @throws TextDataException if a path does not exist, a file is empty or a directory has no text
   */
  public static TextSource of(Path... paths) {
    if (paths.length == 0) {
      throw new TextDataException("a text source of no files: name a text file or a directory");
    }
    List<Path> files = new ArrayList<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        files.addAll(textFiles(path));
      } else if (Files.isRegularFile(path)) {
        files.add(path);
        if (size(path) == 0) {
          throw new TextDataException(path + ": the file is empty; give a file with text");
        }
      } else if (Files.exists(path)) {
        throw new TextDataException(
            path + ": neither a regular file nor a directory; copy its content into a file");
      } else {
        throw new TextDataException(
            "%s: there is no such file or directory (looked in %s)"
                .formatted(path, path.toAbsolutePath().normalize().getParent()));
      }
    }
    return new TextSource(List.copyOf(files), false);
  }

  /**
   * Returns the same files for byte models only: their bytes are taken as they are, UTF-8 or not.
   *
   * @param paths files and directories, in order, at least one
   * @return the source, for {@link ByteVocabulary}
   * @throws TextDataException if a path does not exist, a file is empty or a directory has no text
   */
  public static TextSource ofBytes(Path... paths) {
    return new TextSource(of(paths).files, true);
  }

  /**
   * Returns whether the bytes are taken as they are.
   *
   * @return true if made by {@link #ofBytes}
   */
  boolean isBytes() {
    return bytes;
  }

  /**
   * Hands on every byte in order, file after file.
   *
   * @param values takes the bytes, each in [0, 256)
   * @throws TextDataException if a file cannot be read
   */
  void forEachByte(IntConsumer values) {
    for (Path file : files) {
      try (InputStream in = Files.newInputStream(file)) {
        byte[] buffer = new byte[Utf8.BUFFER];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          for (int i = 0; i < n; i++) {
            values.accept(Byte.toUnsignedInt(buffer[i]));
          }
        }
      } catch (IOException e) {
        throw unreadable(file, e);
      }
    }
  }

  private static List<Path> textFiles(Path directory) {
    List<Path> files;
    try (Stream<Path> tree = Files.walk(directory)) {
      files =
          tree.filter(file -> !hidden(directory.relativize(file)))
              .filter(Files::isRegularFile)
              .filter(TextSource::looksLikeText)
              .sorted(Comparator.comparing(file -> name(directory.relativize(file))))
              .toList();
    } catch (IOException e) {
      throw unreadable(directory, e);
    } catch (UncheckedIOException e) {
      throw unreadable(directory, e.getCause());
    }
    if (files.isEmpty()) {
      throw new TextDataException(
          directory
              + ": the directory holds no text files (hidden, empty and binary ones do not count); put UTF-8 text there");
    }
    return files;
  }

  /** The same order on every system: by names, whatever separates them. */
  private static String name(Path relative) {
    return String.join("/", names(relative).toList());
  }

  private static Stream<String> names(Path relative) {
    return StreamSupport.stream(relative.spliterator(), false).map(Path::toString);
  }

  private static boolean hidden(Path relative) {
    return names(relative).anyMatch(name -> name.startsWith("."));
  }

  private static boolean looksLikeText(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(LOOK);
      for (byte b : head) {
        if (b == 0) {
          return false;
        }
      }
      return head.length > 0;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * Returns the files of this text.
   *
   * @return the files, in the order of the text
   */
  public List<Path> files() {
    return files;
  }

  /**
   * Returns the number of bytes of all files.
   *
   * @return the size, at least 1
   */
  public long bytes() {
    return files.stream().mapToLong(TextSource::size).sum();
  }

  /**
   * Returns a hash of the content, which is read from end to end: for one file what {@code
   * sha256sum} prints, for several the hash of the lines of theirs, without the names.
   *
   * @return {@code sha256:} and 64 hexadecimal digits
   * @throws TextDataException if a file cannot be read
   */
  public String hash() {
    List<String> each = files.stream().map(TextSource::sha256).toList();
    return "sha256:" + (each.size() == 1 ? each.get(0) : sha256(String.join("\n", each) + "\n"));
  }

  /**
   * Hands on every character of the text in order, file after file with nothing between.
   *
   * @param codePoints takes the characters
   * @throws TextDataException if a file is not UTF-8 text or cannot be read
   */
  public void forEachCodePoint(IntConsumer codePoints) {
    files.forEach(file -> Utf8.read(file, Utf8.BUFFER, codePoints));
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  static String sha256(String text) {
    return HexFormat.of().formatHex(digest().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String sha256(Path file) {
    MessageDigest digest = digest();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[Utf8.BUFFER];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static TextDataException unreadable(Path file, IOException e) {
    return new TextDataException("%s: cannot be read (%s)".formatted(file, Utf8.reason(e)), e);
  }

  @Override
  public String toString() {
    return files.size() == 1 ? files.get(0).toString() : files.size() + " text files";
  }
}
