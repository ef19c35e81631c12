package org.udm.cli.point;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.udm.cli.console.TextFile;
import org.udm.cli.console.UserException;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.data.LabelledData;

/**
 * Reads a table of points: a line for each, numbers separated by commas, semicolons or tabs; a
 * heading if the first line is not numbers, and a class in the last column if its heading is label.
 */
final class PointTable {
  private static final String LABEL = "label";

  private PointTable() {}

  static LabelledData read(Path file) {
    List<String[]> lines =
        TextFile.read(file)
            .lines()
            .filter(line -> !line.isBlank())
            .map(line -> line.split("[,;\t]", -1))
            .map(cells -> Arrays.stream(cells).map(String::strip).toArray(String[]::new))
            .toList();
    if (lines.isEmpty()) {
      throw UserException.failed(
          file + ": the file is empty; give a line of numbers for each point");
    }
    String[] first = lines.get(0);
    boolean heading = Arrays.stream(first).noneMatch(PointTable::isNumber);
    boolean labelled = heading && first[first.length - 1].toLowerCase(Locale.ROOT).equals(LABEL);
    List<String[]> rows = lines.subList(heading ? 1 : 0, lines.size());
    int numbers = first.length - (labelled ? 1 : 0);
    if (rows.isEmpty() || numbers == 0) {
      throw UserException.failed(
          file + ": no points; give a line of numbers for each, under a heading or none");
    }
    List<float[]> points = new ArrayList<>();
    for (String[] row : rows) {
      points.add(point(file, points.size() + (heading ? 2 : 1), row, first.length, numbers));
    }
    FloatBatch items = FloatBatch.points(points.toArray(float[][]::new));
    if (!labelled) {
      return LabelledData.of(items);
    }
    List<String> words = rows.stream().map(row -> row[numbers]).toList();
    List<String> names = words.stream().distinct().sorted(PointTable::compare).toList();
    return LabelledData.of(items, words.stream().mapToInt(names::indexOf).toArray(), names);
  }

  private static float[] point(Path file, int line, String[] row, int cells, int numbers) {
    if (row.length != cells) {
      throw UserException.failed(
          "%s, row %d: %d columns where the first row has %d"
              .formatted(file, line, row.length, cells));
    }
    float[] point = new float[numbers];
    IntStream.range(0, numbers)
        .forEach(
            k -> {
              if (!isNumber(row[k]) || !Float.isFinite(Float.parseFloat(row[k]))) {
                throw UserException.failed(
                    "%s, row %d: '%s' in column %d is no finite number"
                        .formatted(file, line, row[k], k + 1));
              }
              point[k] = Float.parseFloat(row[k]);
            });
    return point;
  }

  private static boolean isNumber(String cell) {
    try {
      Double.parseDouble(cell);
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** Numbers by size, words by letters. */
  private static int compare(String a, String b) {
    return isNumber(a) && isNumber(b)
        ? Double.compare(Double.parseDouble(a), Double.parseDouble(b))
        : a.compareTo(b);
  }
}
