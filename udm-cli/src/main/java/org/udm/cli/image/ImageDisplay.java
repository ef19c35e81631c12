package org.udm.cli.image;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.udm.cli.console.Failures;
import org.udm.cli.console.UserException;
import org.udm.cli.vector.Display;
import org.udm.cli.vector.Strips;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.Labels;
import org.udm.continuous.data.DataFileException;
import org.udm.continuous.data.ImageFolder;
import org.udm.continuous.data.Pictures;
import org.udm.core.given.Given;

/**
 * Images as pictures and PNG files.
 *
 * @param shape [C, H, W]
 * @param classes the names of the classes, empty for none
 */
record ImageDisplay(int[] shape, List<String> classes) implements Display {
  private static final int SIDE = 56; // pixels of an image in a picture, at least about
  private static final int FOLLOWED = 8;
  private static final int HALF = 128; // of 256 levels

  @Override
  public String noun(int rows) {
    return rows == 1 ? "image" : "images";
  }

  /** Classes by turns stand in columns. */
  @Override
  public BufferedImage picture(Given<FloatBatch, Labels> rows) {
    long different = Arrays.stream(rows.c().toArray()).distinct().count();
    int columns =
        different > 1 && different == classes.size()
            ? classes.size()
            : (int) Math.ceil(Math.sqrt(rows.rows()));
    return Pictures.grid(rows.x(), columns, zoom());
  }

  private int zoom() {
    return Math.max(1, SIDE / shape[1]);
  }

  @Override
  public int followed() {
    return FOLLOWED;
  }

  @Override
  public BufferedImage steps(List<FloatBatch> states) {
    List<FloatBatch> shown = Strips.some(states);
    FloatBatch cells = null; // row by row, the states of one image in each
    for (int i = 0; i < shown.get(0).rows(); i++) {
      for (FloatBatch state : shown) {
        cells = cells == null ? state.gather(i) : cells.concat(state.gather(i));
      }
    }
    return Pictures.grid(cells, shown.size(), zoom());
  }

  /** A folder of images, with a folder for each class where there are classes. */
  @Override
  public void write(Given<FloatBatch, Labels> rows, Path out) {
    for (int i = 0; i < rows.rows(); i++) {
      int label = rows.c().at(i);
      Path folder = label == Labels.NONE ? out : out.resolve(classes.get(label));
      Pictures.write(image(rows.x(), i), folder.resolve("%05d.png".formatted(i)));
    }
  }

  /** One image, grey ones with one channel, so that they can be read as they were. */
  private BufferedImage image(FloatBatch rows, int row) {
    boolean grey = shape[0] == 1;
    BufferedImage image =
        new BufferedImage(
            shape[2], shape[1], grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR);
    int area = shape[1] * shape[2];
    for (int k = 0; k < rows.size(); k++) {
      long level = Math.round((rows.at(row, k) + 1) / 2 * 255);
      int pixel = k % area;
      image
          .getRaster()
          .setSample(
              pixel % shape[2],
              pixel / shape[2],
              k / area,
              (int) Math.max(0, Math.min(255, level)));
    }
    return image;
  }

  @Override
  public Optional<List<String>> lines(FloatBatch rows) {
    return Optional.empty();
  }

  @Override
  public FloatBatch picture(Path file) {
    try {
      return ImageFolder.image(file, shape[0], shape[1], shape[2]);
    } catch (DataFileException e) {
      throw UserException.usage("--inpaint " + e.getMessage());
    }
  }

  @Override
  public FloatBatch mask(Path file) {
    BufferedImage image;
    try {
      image = ImageIO.read(file.toFile());
    } catch (IOException e) {
      throw UserException.usage("--mask %s: %s".formatted(file, Failures.describe(e)));
    }
    if (image == null || image.getHeight() != shape[1] || image.getWidth() != shape[2]) {
      throw UserException.usage(
          "--mask %s: it must be a PNG of %d x %d pixels (width x height), as the images are"
              .formatted(file, shape[2], shape[1]));
    }
    int area = shape[1] * shape[2];
    float[] known = new float[shape[0] * area];
    for (int k = 0; k < known.length; k++) {
      int pixel = k % area;
      int green = image.getRGB(pixel % shape[2], pixel / shape[2]) >> Byte.SIZE & 0xFF;
      known[k] = green >= HALF ? 1 : 0;
    }
    return FloatBatch.of(shape, known);
  }
}
