package org.udm.continuous.data;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.udm.continuous.FloatBatch;

/**
 * Pictures of batches: images side by side, points as dots.
 *
 * <pre>{@code
 * Pictures.write(Pictures.grid(Glyphs.of(28).draw(64, rng).items(), 8, 2), Path.of("glyphs.png"));
 * }</pre>
 */
public final class Pictures {
  private static final int GAP = 1; // image pixels between images
  private static final Color BETWEEN = new Color(0x40, 0x60, 0x80);
  private static final int NOT_A_NUMBER = 0xFF00FF; // magenta: nothing else in a picture is
  private static final int BYTE = 255;
  private static final long LARGEST = 1 << 28; // pixels of a picture: 1 GB

  /** Of Okabe and Ito, "Color universal design", 2008: told apart by the colour-blind. */
  private static final int[] COLOURS = {0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x000000};

  private static final int OPACITY = 140; // of 255, so that density shows

  private Pictures() {}

  /**
   * Returns images side by side, row after row.
   *
   * @param images items [1, H, W] (grey) or [3, H, W] (red, green, blue), -1 black and 1 full;
   *     values outside are clipped and NaN is magenta
   * @param columns images in a row of the grid, at least 1
   * @param zoom picture pixels along an edge of an image pixel, at least 1
   * @return the picture
   * @throws IllegalArgumentException if items are no images or a number is out of range
   */
  public static BufferedImage grid(FloatBatch images, int columns, int zoom) {
    int[] shape = images.shape();
    if (shape.length != 3 || shape[0] != 1 && shape[0] != 3 || images.rows() == 0) {
      throw new IllegalArgumentException(
          "%d items of shape %s: a grid needs at least one image [1, H, W] or [3, H, W]"
              .formatted(images.rows(), Arrays.toString(shape)));
    }
    requirePositive(columns, "columns");
    requirePositive(zoom, "zoom");
    int across = Math.min(columns, images.rows());
    int down = (images.rows() + across - 1) / across;
    int height = shape[1] + GAP;
    int width = shape[2] + GAP;
    BufferedImage picture =
        blank(((long) across * width + GAP) * zoom, ((long) down * height + GAP) * zoom, BETWEEN);
    for (int i = 0; i < images.rows(); i++) {
      int left = i % across * width + GAP;
      int top = i / across * height + GAP;
      for (int y = 0; y < shape[1]; y++) {
        for (int x = 0; x < shape[2]; x++) {
          int rgb = colour(images, i, y * shape[2] + x, shape[1] * shape[2]);
          for (int p = 0; p < zoom * zoom; p++) {
            picture.setRGB((left + x) * zoom + p % zoom, (top + y) * zoom + p / zoom, rgb);
          }
        }
      }
    }
    return picture;
  }

  private static int colour(FloatBatch images, int row, int pixel, int area) {
    int rgb = 0;
    for (int c = 0; c < 3; c++) {
      float value = images.at(row, images.size() == area ? pixel : c * area + pixel);
      if (Float.isNaN(value)) {
        return NOT_A_NUMBER;
      }
      long level = Math.round((value + 1.0) / 2 * BYTE);
      rgb = rgb << Byte.SIZE | (int) Math.min(BYTE, Math.max(0, level));
    }
    return rgb;
  }

  /**
   * Returns points as dots, each set in a colour of its own: blue, vermilion, green, purple,
   * orange, black, and again. Later sets lie on top; points outside the picture are left out.
   *
   * @param side height and width of the picture in pixels, at least 16
   * @param extent the picture shows [-extent, extent] x [-extent, extent], y upwards
   * @param sets points [n, 2]
   * @return the picture
   * @throws IllegalArgumentException if items are no points of the plane or a number is out of
   *     range
   */
  public static BufferedImage scatter(int side, double extent, FloatBatch... sets) {
    if (side < 16 || !(extent > 0 && extent < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "a scatter of %d pixels showing up to %s: at least 16 and a positive extent are needed"
              .formatted(side, extent));
    }
    BufferedImage picture = blank(side, side, Color.WHITE);
    Graphics2D pen = picture.createGraphics();
    try {
      pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      pen.setColor(Color.LIGHT_GRAY);
      pen.drawLine(side / 2, 0, side / 2, side);
      pen.drawLine(0, side / 2, side, side / 2);
      double dot = Math.max(2, side / 150.0); // pixels across: 3 to 4 in a picture of 500
      for (int k = 0; k < sets.length; k++) {
        if (!Arrays.equals(sets[k].shape(), new int[] {2})) {
          throw new IllegalArgumentException(
              "items of shape %s: a scatter shows points of shape [2]; choose two coordinates"
                  .formatted(Arrays.toString(sets[k].shape())));
        }
        pen.setColor(new Color(COLOURS[k % COLOURS.length] | OPACITY << 24, true));
        for (int i = 0; i < sets[k].rows(); i++) {
          double x = (sets[k].at(i, 0) / extent + 1) / 2 * side;
          double y = (1 - sets[k].at(i, 1) / extent) / 2 * side;
          if (x >= 0 && x <= side && y >= 0 && y <= side) {
            pen.fill(new Ellipse2D.Double(x - dot / 2, y - dot / 2, dot, dot));
          }
        }
      }
    } finally {
      pen.dispose();
    }
    return picture;
  }

  /**
   * Writes a picture as PNG.
   *
   * @param picture the picture
   * @param file the file; its folder is made if need be, and an old file is replaced
   * @return the file
   * @throws DataFileException if it cannot be written
   */
  public static Path write(BufferedImage picture, Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      if (!ImageIO.write(picture, "png", file.toFile())) {
        throw new DataFileException(file + ": this Java runtime writes no PNG");
      }
      return file;
    } catch (IOException e) {
      throw new DataFileException(
          "%s: cannot be written (%s); name another place or make room"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private static BufferedImage blank(long width, long height, Color colour) {
    if (width > LARGEST || height > LARGEST || width * height > LARGEST) {
      throw new IllegalArgumentException(
          "a picture of %d x %d pixels is too large: show fewer images or a smaller zoom"
              .formatted(width, height));
    }
    BufferedImage picture =
        new BufferedImage((int) width, (int) height, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = picture.createGraphics();
    pen.setColor(colour);
    pen.fillRect(0, 0, (int) width, (int) height);
    pen.dispose();
    return picture;
  }

  private static void requirePositive(int n, String what) {
    if (n < 1) {
      throw new IllegalArgumentException(what + " " + n + ": it must be at least 1");
    }
  }
}
