package org.udm.notebook.display;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import org.udm.continuous.FloatBatch;

/**
 * Images side by side, enlarged where they are small.
 *
 * <p>Values below 0 mean that the images are in [-1, 1], else they are taken to be in [0, 1]; what
 * lies outside is clipped.
 */
public final class ImageGrid implements Picture {
  private static final int SHOWN = 64;
  private static final int COLUMNS = 8;
  private static final int SIDE = 64; // pixels on the page that an image has at least
  private static final int GAP = 3;
  private static final Color BACKGROUND = new Color(0xF2F2F2);

  private final FloatBatch images;
  private final int columns;

  private ImageGrid(FloatBatch images, int columns) {
    this.images = images;
    this.columns = columns;
  }

  /**
   * Returns a grid of the first 64 images, 8 in a row.
   *
   * @param images images of item shape {H, W}, {1, H, W} or {3, H, W}
   * @return the grid
   * @throws IllegalArgumentException if the items are not images
   */
  public static ImageGrid of(FloatBatch images) {
    if (!isImage(images)) {
      throw new IllegalArgumentException(
          "items of shape %s are no images: need {H, W}, {1, H, W} or {3, H, W}"
              .formatted(java.util.Arrays.toString(images.shape())));
    }
    return new ImageGrid(images, COLUMNS);
  }

  /**
   * Returns the grid with another number of images in a row.
   *
   * @param number at least 1
   * @return the grid
   */
  public ImageGrid withColumns(int number) {
    if (number < 1) {
      throw new IllegalArgumentException("%d columns: must be at least 1".formatted(number));
    }
    return new ImageGrid(images, number);
  }

  /** Whether the items can be shown as images. */
  static boolean isImage(FloatBatch batch) {
    int[] shape = batch.shape();
    return shape.length == 2 || shape.length == 3 && (shape[0] == 1 || shape[0] == 3);
  }

  @Override
  public BufferedImage image() {
    int[] shape = images.shape();
    int height = shape[shape.length - 2];
    int width = shape[shape.length - 1];
    int scale = Math.max(1, SIDE / Math.max(height, width));
    int shown = Math.min(SHOWN, images.rows());
    int across = Math.max(1, Math.min(columns, shown));
    int down = (shown + across - 1) / across;
    int cellWidth = width * scale + GAP;
    int cellHeight = height * scale + GAP;
    BufferedImage page =
        new BufferedImage(
            across * cellWidth + GAP,
            Math.max(1, down) * cellHeight + GAP,
            BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = page.createGraphics();
    canvas.setColor(BACKGROUND);
    canvas.fillRect(0, 0, page.getWidth(), page.getHeight());
    canvas.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
    float low = lowest() < 0 ? -1 : 0;
    for (int i = 0; i < shown; i++) {
      canvas.drawImage(
          pixels(i, height, width, low),
          GAP + i % across * cellWidth,
          GAP + i / across * cellHeight,
          width * scale,
          height * scale,
          null);
    }
    canvas.dispose();
    return page;
  }

  private BufferedImage pixels(int row, int height, int width, float low) {
    BufferedImage pixels = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int plane = height * width;
    boolean coloured = images.size() == 3 * plane;
    for (int k = 0; k < plane; k++) {
      int r = level(images.at(row, k), low);
      int g = coloured ? level(images.at(row, plane + k), low) : r;
      int b = coloured ? level(images.at(row, 2 * plane + k), low) : r;
      pixels.setRGB(k % width, k / width, r << 16 | g << 8 | b);
    }
    return pixels;
  }

  /** A value in [low, 1] as a level in [0, 255]. */
  private static int level(float value, float low) {
    return Math.max(0, Math.min(255, Math.round(255 * (value - low) / (1 - low))));
  }

  private float lowest() {
    float lowest = 0;
    for (float value : images.toArray()) {
      lowest = Math.min(lowest, value);
    }
    return lowest;
  }

  @Override
  public String toString() {
    return "%d images of shape %s"
        .formatted(images.rows(), java.util.Arrays.toString(images.shape()));
  }
}
