package org.udm.notebook.display;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Pictures in one row, to be compared.
 *
 * <pre>{@code
 * Beside.of(Scatter.of("", data).withRange(2), Scatter.of("", samples).withRange(2))
 * }</pre>
 */
public final class Beside implements Picture {
  private final List<Picture> pictures;

  private Beside(List<Picture> pictures) {
    this.pictures = pictures;
  }

  /**
   * Returns the row.
   *
   * @param pictures the pictures from left to right, at least one
   * @return the row, as high as its highest picture
   * @throws IllegalArgumentException if there is none
   */
  public static Beside of(Picture... pictures) {
    if (pictures.length == 0) {
      throw new IllegalArgumentException("a row of no pictures: at least one is needed");
    }
    return new Beside(List.copyOf(Arrays.asList(pictures)));
  }

  @Override
  public BufferedImage image() {
    return row(pictures.stream().map(Picture::image).toList());
  }

  /** The images from left to right, their upper edges at one height. */
  static BufferedImage row(List<BufferedImage> images) {
    int width = images.stream().mapToInt(BufferedImage::getWidth).sum();
    int height = images.stream().mapToInt(BufferedImage::getHeight).max().orElse(1);
    BufferedImage row = new BufferedImage(Math.max(1, width), height, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = Frames.canvas(row);
    int x = 0;
    for (BufferedImage image : images) {
      canvas.drawImage(image, x, 0, null);
      x += image.getWidth();
    }
    canvas.dispose();
    return row;
  }

  @Override
  public String toString() {
    return pictures.stream().map(Picture::toString).collect(Collectors.joining(" | "));
  }
}
