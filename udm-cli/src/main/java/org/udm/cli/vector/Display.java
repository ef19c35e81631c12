package org.udm.cli.vector;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.Labels;
import org.udm.core.given.Given;

/** How rows are shown. */
public interface Display {

  /**
   * Returns what rows are called.
   *
   * @param rows how many
   * @return one word
   */
  String noun(int rows);

  /**
   * Returns the picture of rows.
   *
   * @param rows the rows with their classes, at least one
   * @return the picture
   */
  BufferedImage picture(Given<FloatBatch, Labels> rows);

  /**
   * Returns how many rows a picture of steps shows at most.
   *
   * @return at least 1
   */
  int followed();

  /**
   * Returns the picture of the steps of some rows.
   *
   * @param states the states of the same rows, the prior's draw first
   * @return the picture
   */
  BufferedImage steps(List<FloatBatch> states);

  /**
   * Writes rows where {@code --out} says.
   *
   * @param rows the rows with their classes
   * @param out a file or a folder
   * @throws org.udm.continuous.data.DataFileException if it cannot be written
   */
  void write(Given<FloatBatch, Labels> rows, Path out);

  /**
   * Returns rows as lines of text, which are shown where nothing else is asked for.
   *
   * @param rows the rows
   * @return a line for each row, or nothing for rows that need a picture
   */
  Optional<List<String>> lines(FloatBatch rows);

  /**
   * Reads the picture that {@code --inpaint} names.
   *
   * @param file the file
   * @return one row
   * @throws org.udm.cli.console.UserException if it is no such row
   */
  FloatBatch picture(Path file);

  /**
   * Reads the mask that {@code --mask} names.
   *
   * @param file the file
   * @return one row, 1 where the picture is known and 0 elsewhere
   * @throws org.udm.cli.console.UserException if it does not fit
   */
  FloatBatch mask(Path file);
}
