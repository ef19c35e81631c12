package org.udm.notebook.display;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleBinaryOperator;

/**
 * A matrix as coloured cells: a confusion matrix, a transition matrix.
 *
 * <pre>{@code
 * HeatMap.of(q).withAxes("from token", "to token").withNames(List.of("a", "b", "mask"))
 * }</pre>
 */
public final class HeatMap implements Picture {
  private static final int CELL = 46; // pixels of a cell that holds its number
  private static final int NUMBERED = 12; // rows and columns up to which numbers fit
  private static final int SIDE = 400; // of larger matrices
  private static final int MARGIN = 24;
  private static final int BAR = 90; // the scale of colours at the right

  private final double[][] values;
  private final String title;
  private final String rowAxis;
  private final String columnAxis;
  private final List<String> names;

  private HeatMap(
      double[][] values, String title, String rowAxis, String columnAxis, List<String> names) {
    this.values = values;
    this.title = title;
    this.rowAxis = rowAxis;
    this.columnAxis = columnAxis;
    this.names = names;
  }

  /**
   * Returns the picture of a matrix, the first row at the top.
   *
   * @param matrix values of any unit [R, C], at least one
   * @return the picture
   * @throws IllegalArgumentException if it is empty or its rows differ in length
   */
  public static HeatMap of(double[][] matrix) {
    double[][] copy = new double[matrix.length][];
    for (int r = 0; r < matrix.length; r++) {
      copy[r] = matrix[r].clone();
      if (copy[r].length == 0 || copy[r].length != copy[0].length) {
        throw new IllegalArgumentException(
            "row %d of the matrix has %d values and row 0 has %d: need equal numbers above 0"
                .formatted(r, copy[r].length, copy[0].length));
      }
    }
    if (copy.length == 0) {
      throw new IllegalArgumentException("a matrix of no rows: need at least one");
    }
    return new HeatMap(copy, "", "row", "column", List.of());
  }

  /**
   * Returns the picture with a title.
   *
   * @param text the title
   * @return the picture
   */
  public HeatMap withTitle(String text) {
    return new HeatMap(values, text, rowAxis, columnAxis, names);
  }

  /**
   * Returns the picture with names of the axes.
   *
   * @param rows what a row stands for
   * @param columns what a column stands for
   * @return the picture
   */
  public HeatMap withAxes(String rows, String columns) {
    return new HeatMap(values, title, rows, columns, names);
  }

  /**
   * Returns the picture of a square matrix whose rows and columns have names.
   *
   * @param all the names in order [R]
   * @return the picture
   * @throws IllegalArgumentException if there are not as many as rows and columns
   */
  public HeatMap withNames(List<String> all) {
    if (all.size() != values.length || all.size() != values[0].length) {
      throw new IllegalArgumentException(
          "%d names for a matrix of %d rows and %d columns: the numbers must be equal"
              .formatted(all.size(), values.length, values[0].length));
    }
    return new HeatMap(values, title, rowAxis, columnAxis, List.copyOf(all));
  }

  @Override
  public BufferedImage image() {
    int rows = values.length;
    int columns = values[0].length;
    boolean numbered = Math.max(rows, columns) <= NUMBERED;
    int cell = numbered ? CELL : Math.max(1, SIDE / Math.max(rows, columns));
    int left = MARGIN + 14 + (names.isEmpty() ? 30 : 9 * longestName());
    int top = title.isEmpty() ? 14 : MARGIN + 8;
    int width = left + columns * cell + BAR;
    int height = Math.max(top + rows * cell, top + 120) + 2 * MARGIN;
    BufferedImage picture =
        new BufferedImage(
            Math.max(width, 9 * title.length() + 20), height, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = Frames.canvas(picture);
    double low = extreme(Math::min);
    double high = extreme(Math::max);
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        double level = high > low ? (values[r][c] - low) / (high - low) : 0.5;
        canvas.setColor(shade(level));
        canvas.fillRect(left + c * cell, top + r * cell, cell, cell);
        if (numbered) {
          canvas.setColor(level > 0.6 ? Color.WHITE : Color.BLACK);
          canvas.setFont(ChartStyle.font(Font.PLAIN, 12));
          centred(
              canvas, number(values[r][c]), left + c * cell + cell / 2, top + r * cell + cell / 2);
        }
      }
    }
    canvas.setColor(Color.LIGHT_GRAY);
    canvas.drawRect(left, top, columns * cell, rows * cell);
    canvas.setColor(Color.DARK_GRAY);
    labels(canvas, left, top, cell);
    canvas.setFont(ChartStyle.font(Font.PLAIN, 14));
    centred(canvas, columnAxis, left + columns * cell / 2, top + rows * cell + MARGIN + 12);
    AffineTransform upright = canvas.getTransform();
    canvas.rotate(-Math.PI / 2, 14, top + rows * cell / 2.0);
    centred(canvas, rowAxis, 14, top + rows * cell / 2);
    canvas.setTransform(upright);
    canvas.setFont(ChartStyle.font(Font.BOLD, 15));
    canvas.drawString(title, left, 22);
    bar(canvas, left + columns * cell + 18, top, low, high);
    canvas.dispose();
    return picture;
  }

  /** The names of rows and columns; of many, only as many as fit. */
  private void labels(Graphics2D canvas, int left, int top, int cell) {
    canvas.setFont(ChartStyle.font(Font.PLAIN, 12));
    int stride = Math.max(1, (int) Math.ceil(24.0 / cell));
    for (int r = 0; r < values.length; r += stride) {
      String name = names.isEmpty() ? Integer.toString(r) : names.get(r);
      int width = canvas.getFontMetrics().stringWidth(name);
      canvas.drawString(name, left - 6 - width, top + r * cell + cell / 2 + 4);
    }
    for (int c = 0; c < values[0].length; c += stride) {
      String name = names.isEmpty() ? Integer.toString(c) : names.get(c);
      centred(canvas, name, left + c * cell + cell / 2, top + values.length * cell + 12);
    }
  }

  /** The scale of colours with its ends. */
  private static void bar(Graphics2D canvas, int x, int y, double low, double high) {
    int length = 100;
    for (int k = 0; k < length; k++) {
      canvas.setColor(shade(1 - k / (length - 1.0)));
      canvas.fillRect(x, y + k, 14, 1);
    }
    canvas.setColor(Color.DARK_GRAY);
    canvas.setFont(ChartStyle.font(Font.PLAIN, 12));
    canvas.drawString(number(high), x + 20, y + 10);
    canvas.drawString(number(low), x + 20, y + length);
  }

  private static void centred(Graphics2D canvas, String text, int x, int y) {
    canvas.drawString(text, x - canvas.getFontMetrics().stringWidth(text) / 2, y + 4);
  }

  /** White for 0, dark blue for 1. */
  private static Color shade(double level) {
    Color dark = ChartStyle.COLOURS[0];
    return new Color(
        (int) Math.round(255 + level * (dark.getRed() - 255)),
        (int) Math.round(255 + level * (dark.getGreen() - 255)),
        (int) Math.round(255 + level * (dark.getBlue() - 255)));
  }

  private double extreme(DoubleBinaryOperator which) {
    return Arrays.stream(values).flatMapToDouble(Arrays::stream).reduce(which).orElseThrow();
  }

  private int longestName() {
    return names.stream().mapToInt(String::length).max().orElse(0);
  }

  private static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e6) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    return String.format(Locale.ROOT, Math.abs(value) < 0.01 ? "%.0e" : "%.2f", value);
  }

  @Override
  public String toString() {
    String which =
        "%d x %d numbers from %s to %s, %s by %s"
            .formatted(
                values.length,
                values[0].length,
                number(extreme(Math::min)),
                number(extreme(Math::max)),
                rowAxis,
                columnAxis);
    return title.isEmpty() ? which : title + ": " + which;
  }
}
