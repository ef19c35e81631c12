package org.udm.notebook.display;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.image.BufferedImage;
import java.util.Locale;
import java.util.stream.IntStream;
import org.udm.continuous.FloatBatch;

/** Draws the states of a sampler in frames of one size and one scale. */
final class Frames {
  private static final int SIDE = 200; // pixels of a plane
  private static final int CAPTION = 24;
  private static final int POINTS = 2000;
  private static final int IMAGES = 16;
  private static final int COLUMNS = 4;

  private Frames() {}

  /**
   * At most so many of the numbers 0, ..., n - 1, evenly apart, the first and the last among them.
   */
  static int[] evenly(int n, int most) {
    return n <= most
        ? IntStream.range(0, n).toArray()
        : IntStream.range(0, most).map(i -> (int) Math.round(i * (n - 1.0) / (most - 1))).toArray();
  }

  /**
   * A state with its time above it.
   *
   * @param xt points of the plane or images [B]
   * @param t the time
   * @param range the largest coordinate shown, for points
   */
  static BufferedImage of(FloatBatch xt, double t, double range) {
    BufferedImage state =
        ImageGrid.isImage(xt)
            ? ImageGrid.of(xt.slice(0, Math.min(IMAGES, xt.rows()))).withColumns(COLUMNS).image()
            : plane(xt, range);
    BufferedImage frame =
        new BufferedImage(
            state.getWidth() + 8, state.getHeight() + CAPTION, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = canvas(frame);
    canvas.setColor(Color.DARK_GRAY);
    canvas.setFont(ChartStyle.font(Font.PLAIN, 13));
    canvas.drawString(String.format(Locale.ROOT, "t = %.3f", t), 4, CAPTION - 8);
    canvas.drawImage(state, 4, CAPTION, null);
    canvas.dispose();
    return frame;
  }

  /** The largest coordinate of a set of points, the few outermost ones left out. */
  static double range(FloatBatch points) {
    double[] sorted = new double[points.rows() * points.size()];
    float[] values = points.toArray();
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = Float.isFinite(values[i]) ? Math.abs(values[i]) : 0;
    }
    java.util.Arrays.sort(sorted);
    return sorted.length == 0 ? 1 : Math.max(1e-6, 1.1 * sorted[(sorted.length - 1) * 99 / 100]);
  }

  /** A white canvas with smooth lines. */
  static Graphics2D canvas(BufferedImage image) {
    Graphics2D canvas = image.createGraphics();
    canvas.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    canvas.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    canvas.setColor(Color.WHITE);
    canvas.fillRect(0, 0, image.getWidth(), image.getHeight());
    return canvas;
  }

  /** A coordinate in [-range, range] as a pixel of a plane. */
  static double pixel(double coordinate, double range, int side) {
    return side * (0.5 + 0.5 * coordinate / range);
  }

  private static BufferedImage plane(FloatBatch points, double range) {
    BufferedImage plane = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = canvas(plane);
    Color blue = ChartStyle.COLOURS[0];
    canvas.setColor(new Color(blue.getRed(), blue.getGreen(), blue.getBlue(), 140));
    for (int i = 0; i < Math.min(POINTS, points.rows()); i++) {
      double x = pixel(points.at(i, 0), range, SIDE);
      double y = SIDE - pixel(points.at(i, 1), range, SIDE);
      canvas.fill(new Ellipse2D.Double(x - 1.5, y - 1.5, 3, 3));
    }
    canvas.setColor(Color.LIGHT_GRAY);
    canvas.drawRect(0, 0, SIDE - 1, SIDE - 1);
    canvas.dispose();
    return plane;
  }
}
