package org.udm.discrete.text;

import java.nio.file.Path;
import java.util.function.IntConsumer;

/** Turns a text into files of token ids, as a stream: the text may be larger than memory. */
final class TextEncoding {
  private TextEncoding() {}

  private static int width(Vocabulary vocabulary) {
    int size = vocabulary.size();
    return size <= 1 << Byte.SIZE ? Byte.BYTES : size <= 1 << Short.SIZE ? Short.BYTES : 4;
  }

  /** Writes the ids of a text, file after file. */
  static void whole(TextSource text, Vocabulary vocabulary, Path idFile) {
    try (NumberFile.Writer ids = new NumberFile.Writer(idFile, width(vocabulary))) {
      if (text.isBytes()) {
        text.forEachByte(ids::add);
        ids.finish();
        return;
      }
      for (Path file : text.files()) {
        Vocabulary.Encoder encoder = vocabulary.encoder(ids::add);
        read(file, encoder::accept, encoder::end);
      }
      ids.finish();
    }
  }

  /** Writes the ids of a text's documents, and where each document begins. */
  static void documents(
      TextSource text, Vocabulary vocabulary, RowUnit unit, Path idFile, Path startFile) {
    try (NumberFile.Writer ids = new NumberFile.Writer(idFile, width(vocabulary));
        NumberFile.Writer starts = new NumberFile.Writer(startFile, Long.BYTES)) {
      starts.add(0);
      DocumentSplitter splitter =
          new DocumentSplitter(
              unit,
              new DocumentSplitter.Documents() {
                private Vocabulary.Encoder encoder = vocabulary.encoder(ids::add);

                @Override
                public void accept(int codePoint) {
                  encoder.accept(codePoint);
                }

                @Override
                public void end() {
                  encoder.end();
                  starts.add(ids.count());
                  encoder = vocabulary.encoder(ids::add);
                }
              });
      for (Path file : text.files()) {
        read(file, splitter::accept, splitter::endFile);
      }
      starts.finish();
      ids.finish();
    }
  }

  /** Hands on the characters of a file and its end; what is refused is told with file and line. */
  private static void read(Path file, IntConsumer characters, Runnable end) {
    Place place = new Place(file);
    Utf8.read(
        file,
        Utf8.BUFFER,
        codePoint -> {
          place.of(() -> characters.accept(codePoint));
          place.pass(codePoint);
        });
    place.of(end);
  }

  /** A place in a file, for messages. */
  private static final class Place {
    private final Path file;
    private long line = 1;

    Place(Path file) {
      this.file = file;
    }

    void pass(int codePoint) {
      line += codePoint == '\n' ? 1 : 0;
    }

    void of(Runnable encoding) {
      try {
        encoding.run();
      } catch (TextDataException e) {
        throw new TextDataException("%s, line %d: %s".formatted(file, line, e.getMessage()), e);
      }
    }
  }
}
