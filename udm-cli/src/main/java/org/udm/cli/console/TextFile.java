package org.udm.cli.console;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Small text files, read and written whole. */
public final class TextFile {
  private TextFile() {}

  /**
   * Reads a small file.
   *
   * @param file the file
   * @return its text
   * @throws UserException if it cannot be read
   */
  public static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw UserException.usage("there is no file " + file);
    } catch (CharacterCodingException e) {
      throw UserException.failed(file + " is not UTF-8 text", e);
    } catch (IOException e) {
      throw UserException.failed("cannot read %s: %s".formatted(file, Failures.describe(e)), e);
    }
  }

  /**
   * Writes a small file so that it is either the old or the new one, never half, and alone.
   *
   * @param file the file
   * @param text its text
   * @throws UserException if it cannot be written
   */
  public static void write(Path file, String text) {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      Files.writeString(part, text);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      remove(part, e);
      throw UserException.failed("cannot write %s: %s".formatted(file, Failures.describe(e)), e);
    }
  }

  private static void remove(Path part, IOException reason) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }
}
