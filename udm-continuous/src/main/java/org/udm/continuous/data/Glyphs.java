package org.udm.continuous.data;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Arc2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.util.Arrays;
import java.util.List;
import org.udm.continuous.FloatBatch;
import org.udm.core.random.RandomStream;
import org.udm.core.random.RandomStreams;
import org.udm.core.train.DataSource;

/**
 * Images drawn in code: eight strokes-and-curves glyphs, white on black, with random place, turn,
 * size, slant and thickness. They need no file and no network, and there is no end to them.
 *
 * <p>An image is a pure function of its row's random numbers. No fonts are used; pixels may differ
 * in the last bit between JDK versions, whose rasterisers differ.
 *
 * <pre>{@code
 * DataSource<FloatBatch> source = Glyphs.of(28).source(128);
 * LabelledData thousand = Glyphs.of(28).draw(1000, RandomStreams.of(1));
 * }</pre>
 */
public final class Glyphs {
  private static final List<String> NAMES =
      List.of("circle", "line", "cross", "triangle", "square", "arc", "zigzag", "spiral");
  private static final int LARGEST_SIDE = 4096; // a picture of 64 MB as floats

  private final int side;

  private Glyphs(int side) {
    this.side = side;
  }

  /**
   * Returns the glyphs at a size.
   *
   * @param side height and width of the images in pixels, from 8 to 4096
   * @return the glyphs
   * @throws IllegalArgumentException if the size is out of range
   */
  public static Glyphs of(int side) {
    if (side < 8 || side > LARGEST_SIDE) {
      throw new IllegalArgumentException(
          "glyphs of " + side + " pixels: from 8 to " + LARGEST_SIDE + " are possible");
    }
    return new Glyphs(side);
  }

  /**
   * Draws images with their labels.
   *
   * @param n how many, at least 1
   * @param rng the source of randomness
   * @return items [1, side, side] in [-1, 1]; the label names the glyph
   */
  public LabelledData draw(int n, RandomStreams rng) {
    int[] labels = new int[n];
    Arrays.setAll(labels, i -> rng.row(i).index(NAMES.size()));
    return LabelledData.of(images(n, rng), labels, NAMES);
  }

  /**
   * Returns batches of new images, for ever.
   *
   * @param batch rows a batch, at least 1
   * @return the source
   * @throws IllegalArgumentException if the batch has no rows
   */
  public DataSource<FloatBatch> source(int batch) {
    if (batch < 1) {
      throw new IllegalArgumentException("batches of " + batch + " rows: at least 1 is needed");
    }
    return (step, rng) -> images(batch, rng);
  }

  private FloatBatch images(int n, RandomStreams rng) {
    float[][] items = new float[n][];
    Arrays.parallelSetAll(items, i -> image(rng.row(i)));
    return FloatBatch.of(new int[] {1, side, side}, items);
  }

  private float[] image(RandomStream rng) {
    Path2D glyph = glyph(rng.index(NAMES.size())); // the label, first in the row
    AffineTransform pose = new AffineTransform();
    pose.translate(side * rng.uniform(0.42, 0.58), side * rng.uniform(0.42, 0.58));
    pose.rotate(rng.uniform(-0.35, 0.35)); // 20 degrees
    pose.shear(rng.uniform(-0.2, 0.2), 0);
    pose.scale(side * rng.uniform(0.22, 0.34), side * rng.uniform(0.22, 0.34));
    glyph.transform(pose);
    float thickness = (float) (side * rng.uniform(0.05, 0.12));

    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D pen = image.createGraphics();
    try {
      pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      pen.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
      pen.setStroke(new BasicStroke(thickness, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
      pen.draw(glyph);
    } finally {
      pen.dispose();
    }
    byte[] bytes = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    return Pixels.item(bytes, 0, side * side);
  }

  /** A glyph in [-1, 1] x [-1, 1]. */
  private static Path2D glyph(int label) {
    return switch (NAMES.get(label)) {
      case "circle" -> new Path2D.Double(new Ellipse2D.Double(-1, -1, 2, 2));
      case "line" -> path(0, -1, 0, 1);
      case "cross" -> {
        Path2D cross = path(-0.8, -0.8, 0.8, 0.8);
        cross.append(path(-0.8, 0.8, 0.8, -0.8), false);
        yield cross;
      }
      case "triangle" -> path(0, -1, 0.9, 0.8, -0.9, 0.8, 0, -1);
      case "square" -> path(-0.8, -0.8, 0.8, -0.8, 0.8, 0.8, -0.8, 0.8, -0.8, -0.8);
      case "arc" -> new Path2D.Double(new Arc2D.Double(-1, -1, 2, 2, 20, 220, Arc2D.OPEN));
      case "zigzag" -> path(-0.8, -0.9, 0.8, -0.9, -0.8, 0.9, 0.8, 0.9);
      default -> spiral();
    };
  }

  private static Path2D path(double... xy) {
    Path2D path = new Path2D.Double();
    path.moveTo(xy[0], xy[1]);
    for (int k = 2; k < xy.length; k += 2) {
      path.lineTo(xy[k], xy[k + 1]);
    }
    return path;
  }

  private static Path2D spiral() {
    int points = 40; // smooth enough at 64 pixels
    double[] xy = new double[2 * points];
    for (int k = 0; k < points; k++) {
      double part = k / (points - 1.0);
      xy[2 * k] = part * Math.cos(3 * Math.PI * part);
      xy[2 * k + 1] = part * Math.sin(3 * Math.PI * part);
    }
    return path(xy);
  }
}
