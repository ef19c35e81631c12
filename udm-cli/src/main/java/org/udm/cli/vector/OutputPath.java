package org.udm.cli.vector;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.udm.cli.console.UserException;

/**
 * Where an option says that something is to be written, looked at before there is anything to
 * write. A file that exists is replaced only if its name ends as what is written does.
 */
public final class OutputPath {
  private OutputPath() {}

  /**
   * Refuses a file that cannot be written, or would replace one of another kind.
   *
   * @param option that names it, with dashes
   * @param file the file
   * @param ending of the names of such files, with its dot
   * @throws UserException if it is a directory, is called otherwise or lies in no directory
   */
  public static void requireFile(String option, Path file, String ending) {
    if (Files.isDirectory(file)) {
      throw UserException.usage(
          "%s %s is a directory: give a file whose name ends in %s"
              .formatted(option, file, ending));
    }
    String name = file.getFileName().toString();
    if (!name.toLowerCase(Locale.ROOT).endsWith(ending)) {
      throw UserException.usage(
          "%s %s: its name must end in %s, as what is written there; give %s"
              .formatted(
                  option,
                  file,
                  ending,
                  file.resolveSibling(name.replaceFirst("(?<=.)\\.[^.]*$", "") + ending)));
    }
    Path folder = file.toAbsolutePath().getParent();
    if (!Files.isDirectory(folder)) {
      throw UserException.usage(
          "%s %s: there is no directory %s: make it, or give another path"
              .formatted(option, file, file.getParent()));
    }
  }

  /**
   * Refuses a folder that cannot be made.
   *
   * @param option that names it, with dashes
   * @param folder the folder, which need not be there
   * @throws UserException if it is a file, or would lie below one
   */
  public static void requireFolder(String option, Path folder) {
    Path there = folder.toAbsolutePath();
    while (!Files.exists(there)) {
      there = there.getParent();
    }
    if (!Files.isDirectory(there)) {
      throw UserException.usage(
          "%s %s: %s is a file, and a folder is needed; give another path"
              .formatted(option, folder, there.equals(folder.toAbsolutePath()) ? "it" : there));
    }
  }
}
