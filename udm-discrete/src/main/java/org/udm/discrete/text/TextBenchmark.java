package org.udm.discrete.text;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.udm.core.data.Download;
import org.udm.core.data.DownloadListener;

/**
 * A text that papers compare models on: where it is, what it must be, how it is cut and counted.
 *
 * <pre>{@code
 * TextBenchmark text8 = TextBenchmark.text8();
 * TextSource text = text8.source(Path.of("data"), DownloadListener.none());
 * TextData data = TextData.open(text, text8.vocabulary(), text8.blocks(256), Path.of("cache"));
 * }</pre>
 *
 * <p>The split of both, 90, 5 and 5 million, is that of Mikolov et al., "Subword language modeling
 * with neural networks", 2012, and of the papers since; a bound is given in bits per character
 * (text8) or byte (enwik8) of the test part.
 *
 * @param name its name, and that of the file in the archive
 * @param archive a zip file
 * @param size bytes of the text
 * @param validationFraction which part is for validation, in (0, 1)
 * @param testFraction which part, at the end, is for the test, in [0, 1)
 * @param vocabulary what papers count
 */
public record TextBenchmark(
    String name,
    Download archive,
    long size,
    double validationFraction,
    double testFraction,
    Vocabulary vocabulary) {
  private static final long HUNDRED_MILLION = 100_000_000;
  private static final double FIVE_MILLION = 0.05; // of them

  /**
   * Returns text8: the first hundred million characters of an English Wikipedia of 2006, in 26
   * small letters and the space.
   *
   * <p>Source: Mahoney, "About the test data", mattmahoney.net/dc/textdata.html.
   *
   * @return the benchmark, V = 27
   */
  public static TextBenchmark text8() {
    return new TextBenchmark(
        "text8",
        new Download(
            URI.create("http://mattmahoney.net/dc/text8.zip"),
            "a6640522afe85d1963ad56c05b0ede0a0c000dddc9671758a6cc09b7a38e5232"),
        HUNDRED_MILLION,
        FIVE_MILLION,
        FIVE_MILLION,
        CharacterVocabulary.of(" abcdefghijklmnopqrstuvwxyz"));
  }

  /**
   * Returns enwik8: the first hundred million bytes of an English Wikipedia of 2006, with its
   * markup.
   *
   * <p>Source: Mahoney, "About the test data", mattmahoney.net/dc/textdata.html.
   *
   * @return the benchmark, V = 256, of which about 205 occur
   */
  public static TextBenchmark enwik8() {
    return new TextBenchmark(
        "enwik8",
        new Download(
            URI.create("http://mattmahoney.net/dc/enwik8.zip"),
            "547994d9980ebed1288380d652999f38a14fe291a6247c157c3d33d4932534bc"),
        HUNDRED_MILLION,
        FIVE_MILLION,
        FIVE_MILLION,
        ByteVocabulary.of());
  }

  /**
   * Returns all benchmarks.
   *
   * @return text8 and enwik8
   */
  public static List<TextBenchmark> all() {
    return List.of(text8(), enwik8());
  }

  /**
   * Returns a benchmark by its name.
   *
   * @param name such as {@code text8}
   * @return the benchmark, if there is one of that name
   */
  public static Optional<TextBenchmark> named(String name) {
    return all().stream().filter(benchmark -> benchmark.name.equals(name)).findFirst();
  }

  /**
   * Returns the text, getting it first if it is not there.
   *
   * @param folder where the text, or its archive, is or will be; made if need be
   * @param listener is told how far the download is
   * @return the text
   * @throws org.udm.core.data.DownloadException if it is not there and cannot be got: the message
   *     says what to put where
   * @throws TextDataException if what is there is not this text
   */
  public TextSource source(Path folder, DownloadListener listener) {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      unpack(archive.into(folder, listener), file);
    }
    requireSize(file, file, "delete it, and it will be got again");
    return vocabulary.equals(ByteVocabulary.of()) ? TextSource.ofBytes(file) : TextSource.of(file);
  }

  private void unpack(Path zip, Path file) {
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(zip));
        ZipInputStream in = new ZipInputStream(raw)) {
      ZipEntry entry = in.getNextEntry();
      while (entry != null && !entry.getName().equals(name)) {
        entry = in.getNextEntry();
      }
      if (entry == null) {
        throw new TextDataException(
            "%s: the archive holds no file %s; is it another archive?".formatted(zip, name));
      }
      Path unfinished = Files.createTempFile(file.toAbsolutePath().getParent(), name, ".part");
      try {
        Files.copy(in, unfinished, StandardCopyOption.REPLACE_EXISTING);
        requireSize(unfinished, zip, "is it another archive?");
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(unfinished);
      }
    } catch (IOException e) {
      throw new TextDataException(
          "%s: cannot be unpacked (%s); make room, or unpack it yourself beside it"
              .formatted(zip, Utf8.reason(e)),
          e);
    }
  }

  private void requireSize(Path content, Path named, String advice) {
    try {
      if (Files.size(content) != size) {
        throw new TextDataException(
            "%s: %s has %d bytes there instead of %d; %s"
                .formatted(named, name, Files.size(content), size, advice));
      }
    } catch (IOException e) {
      throw new TextDataException("%s: cannot be read (%s)".formatted(named, Utf8.reason(e)), e);
    }
  }

  /**
   * Returns how papers cut the text, into blocks.
   *
   * @param length the length L of a block, in tokens, at least 1
   * @return options with the split of the benchmark
   */
  public TextOptions blocks(int length) {
    return TextOptions.blocks(length)
        .withValidationFraction(validationFraction)
        .withTestFraction(testFraction);
  }
}
