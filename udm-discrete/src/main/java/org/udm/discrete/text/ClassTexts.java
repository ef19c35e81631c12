package org.udm.discrete.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Texts that belong to classes: as lines {@code CLASS<TAB>TEXT}, or as a file or folder of each
 * class.
 *
 * <pre>{@code
 * ClassTexts texts = ClassTexts.ofLines(TextSource.of(Path.of("reviews.tsv")), Path.of("cache"));
 * texts.names(); // [bad, good]
 * }</pre>
 *
 * @param names the names of the classes, in alphabetical order [K], K at least 2
 * @param texts the text of each [K]
 */
public record ClassTexts(List<String> names, List<TextSource> texts) {
  private static final int HELD = 1 << 16; // characters of a class before they are written
  private static final int HASH_DIGITS = 16; // of the content in a file's name: 64 bits

  /** Requires several names and as many texts. */
  public ClassTexts {
    if (names.size() != texts.size() || names.size() < 2) {
      throw new TextDataException(
          "%d texts of the classes %s: at least two classes are needed, and a text of each"
              .formatted(texts.size(), names));
    }
    names = List.copyOf(names);
    texts = List.copyOf(texts);
  }

  /**
   * Returns texts of which each file is a class, named as the file without its ending. A directory
   * stands for what is in it, where a folder is a class of all its files; hidden ones are left out.
   *
   * @param paths files and directories, at least one
   * @return the texts
   * @throws TextDataException if something cannot be read, two classes have one name, or there are
   *     fewer than two
   */
  public static ClassTexts ofFiles(Path... paths) {
    TreeMap<String, TextSource> texts = new TreeMap<>();
    for (Path path : paths) {
      for (Path file : Files.isDirectory(path) ? inside(path) : List.of(path)) {
        String name = file.getFileName().toString();
        String ofClass = Files.isDirectory(file) ? name : name.replaceFirst("(?<=.)\\.[^.]*$", "");
        if (texts.put(ofClass, TextSource.of(file)) != null) {
          throw new TextDataException(
              "%s: there is another text of the class '%s'; put both into one folder of this name"
                  .formatted(file, ofClass));
        }
      }
    }
    if (texts.size() < 2) {
      throw new TextDataException(
          "%s: a single class, %s; at least two are needed, each a file or a folder"
              .formatted(List.of(paths), texts.keySet()));
    }
    return new ClassTexts(List.copyOf(texts.keySet()), List.copyOf(texts.values()));
  }

  private static List<Path> inside(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> !file.getFileName().toString().startsWith(".")).sorted().toList();
    } catch (IOException e) {
      throw unreadable(directory, e);
    }
  }

  /**
   * Returns texts whose lines each begin with a class and a tab. The lines of each class are
   * written into a file of their own, without the class; later calls find it. Blank lines are left
   * out.
   *
   * @param text lines {@code CLASS<TAB>TEXT}
   * @param cache a directory for the files, made if need be: as many bytes as the text
   * @return the texts
   * @throws TextDataException if a line has no tab, no class before it or nothing behind it, there
   *     are fewer than two classes, or a file cannot be read or written
   */
  public static ClassTexts ofLines(TextSource text, Path cache) {
    TreeMap<String, Path> files = new TreeMap<>();
    forEachLine(text, (ofClass, line) -> files.put(ofClass, cache));
    if (files.size() < 2) {
      throw new TextDataException(
          "%s: a single class, %s; at least two are needed".formatted(text, files.keySet()));
    }
    String content = text.hash().substring("sha256:".length()).substring(0, HASH_DIGITS);
    int number = 0;
    for (Map.Entry<String, Path> file : files.entrySet()) {
      file.setValue(cache.resolve("class-%s-%d.txt".formatted(content, number++)));
    }
    if (!files.values().stream().allMatch(Files::exists)) {
      try {
        write(text, files, Files.createDirectories(cache));
      } catch (IOException e) {
        throw unwritable(cache, e);
      }
    }
    return new ClassTexts(
        List.copyOf(files.keySet()), files.values().stream().map(TextSource::of).toList());
  }

  /** Writes the lines of each class next to its file, which then is there at once and whole. */
  private static void write(TextSource text, Map<String, Path> files, Path cache)
      throws IOException {
    Path unfinished = Files.createTempDirectory(cache, "classes");
    Map<String, StringBuilder> held = new TreeMap<>();
    files.keySet().forEach(ofClass -> held.put(ofClass, new StringBuilder()));
    forEachLine(
        text,
        (ofClass, line) -> {
          StringBuilder own = held.get(ofClass).append(line).append('\n');
          if (own.length() >= HELD) {
            append(unfinished.resolve(files.get(ofClass).getFileName()), own);
          }
        });
    for (Map.Entry<String, Path> file : files.entrySet()) {
      Path whole = unfinished.resolve(file.getValue().getFileName());
      append(whole, held.get(file.getKey()));
      Files.move(whole, file.getValue(), StandardCopyOption.ATOMIC_MOVE);
    }
    Files.delete(unfinished);
  }

  private static void append(Path file, StringBuilder text) {
    try {
      Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      text.setLength(0);
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  /** Takes a line of a class. */
  private interface Lines {
    void accept(String ofClass, String text);
  }

  private static void forEachLine(TextSource text, Lines lines) {
    for (Path file : text.files()) {
      StringBuilder line = new StringBuilder();
      long[] number = {0};
      Utf8.read(
          file,
          Utf8.BUFFER,
          c -> {
            if (c == '\n') {
              take(file, ++number[0], line, lines);
            } else {
              line.appendCodePoint(c);
            }
          });
      take(file, ++number[0], line, lines);
    }
  }

  private static void take(Path file, long number, StringBuilder held, Lines lines) {
    String line = held.toString();
    held.setLength(0);
    if (line.isBlank()) {
      return;
    }
    int tab = line.indexOf('\t');
    String ofClass = tab < 0 ? "" : line.substring(0, tab).strip();
    String text = line.substring(tab + 1).stripTrailing();
    if (ofClass.isEmpty() || text.isEmpty()) {
      throw new TextDataException(
          "%s, line %d: %s; each line is CLASS<TAB>TEXT"
              .formatted(
                  file,
                  number,
                  tab < 0
                      ? "no tab"
                      : ofClass.isEmpty() ? "no class before the tab" : "nothing behind the tab"));
    }
    lines.accept(ofClass, text);
  }

  /**
   * Returns the texts of all classes as one, to learn a vocabulary from.
   *
   * @return the text, class after class
   */
  public TextSource together() {
    return TextSource.of(
        texts.stream().map(TextSource::files).flatMap(Collection::stream).toArray(Path[]::new));
  }

  /**
   * Encodes the texts.
   *
   * @param vocabulary has a token for everything in them
   * @param options how each becomes rows, and which part of each is kept back
   * @param cache a directory for the encoded texts
   * @return the rows of all classes
   * @throws TextDataException if a text cannot be read or encoded, or is too short for its parts
   */
  public ClassData open(Vocabulary vocabulary, TextOptions options, Path cache) {
    List<TextData> data = new ArrayList<>();
    IntStream.range(0, texts.size())
        .forEach(
            k -> {
              try {
                data.add(TextData.open(texts.get(k), vocabulary, options, cache));
              } catch (TextDataException e) {
                throw new TextDataException(
                    "class '%s': %s".formatted(names.get(k), e.getMessage()), e);
              }
            });
    return ClassData.of(data);
  }

  private static TextDataException unwritable(Path file, IOException e) {
    return new TextDataException(
        "%s: the text of a class cannot be written (%s); make room or mend the permissions"
            .formatted(file, Utf8.reason(e)),
        e);
  }

  private static TextDataException unreadable(Path file, IOException e) {
    return new TextDataException("%s: cannot be read (%s)".formatted(file, Utf8.reason(e)), e);
  }
}
