package org.udm.cli.vector;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.IntStream;

/** What pictures of steps share. */
public final class Strips {
  private static final int MOST = 10; // states beside one another
  private static final int GAP = 2; // pixels between pictures

  private Strips() {}

  /**
   * Returns some of many states, the first and the last among them.
   *
   * @param states all states
   * @param <T> what they are
   * @return at most ten, evenly spread
   */
  public static <T> List<T> some(List<T> states) {
    int shown = Math.min(MOST, states.size());
    return IntStream.range(0, shown)
        .map(k -> shown == 1 ? 0 : (int) Math.round((double) k * (states.size() - 1) / (shown - 1)))
        .mapToObj(states::get)
        .toList();
  }

  /**
   * Returns pictures beside one another.
   *
   * @param pictures pictures of one height, at least one
   * @return one picture
   */
  public static BufferedImage besideEachOther(List<BufferedImage> pictures) {
    int width = pictures.stream().mapToInt(picture -> picture.getWidth() + GAP).sum() - GAP;
    BufferedImage strip =
        new BufferedImage(width, pictures.get(0).getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = strip.createGraphics();
    try {
      pen.setColor(Color.GRAY);
      pen.fillRect(0, 0, width, strip.getHeight());
      int x = 0;
      for (BufferedImage picture : pictures) {
        pen.drawImage(picture, x, 0, null);
        x += picture.getWidth() + GAP;
      }
    } finally {
      pen.dispose();
    }
    return strip;
  }
}
