package org.udm.continuous.data;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.udm.continuous.FloatBatch;

/**
 * Reads a folder of PNG and JPEG files of one size.
 *
 * <p>Folders inside it are labels, in the order of their names, and the images in them items; if
 * there are none, the images of the folder itself have one label. Hidden files do not count. Images
 * are never resized or converted: one that differs is an error, which names it.
 *
 * <pre>{@code
 * LabelledData faces = ImageFolder.read(Path.of("faces"), 3, 64, 64);
 * }</pre>
 */
public final class ImageFolder {
  private static final int BYTE = 0xFF;

  private ImageFolder() {}

  /**
   * Reads a folder.
   *
   * @param folder the folder
   * @param channels C: 1 grey, 3 red, green and blue
   * @param height H of every image
   * @param width W of every image
   * @return items [C, H, W] in [-1, 1], in the order of their paths
   * @throws DataFileException if there is no image, or one cannot be read or has another size or
   *     number of channels
   */
  public static LabelledData read(Path folder, int channels, int height, int width) {
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException(
          channels + " channels: images have 1 (grey) or 3 (red, green, blue)");
    }
    List<Path> classes = list(folder).stream().filter(Files::isDirectory).toList();
    if (!classes.isEmpty() && list(folder).stream().anyMatch(ImageFolder::isImage)) {
      throw new DataFileException(
          folder + ": images beside folders; move them into a folder, whose name is their label");
    }
    List<String> names = new ArrayList<>();
    List<float[]> items = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (Path place : classes.isEmpty() ? List.of(folder) : classes) {
      for (Path file : list(place).stream().filter(ImageFolder::isImage).toList()) {
        items.add(item(file, channels, height, width));
        labels.add(names.size());
      }
      names.add(String.valueOf(place.getFileName()));
    }
    if (items.isEmpty()) {
      throw none(folder);
    }
    return LabelledData.of(
        FloatBatch.of(new int[] {channels, height, width}, items.toArray(float[][]::new)),
        labels.stream().mapToInt(Integer::intValue).toArray(),
        names);
  }

  /**
   * Reads a folder of images that are all as the first of them is.
   *
   * @param folder the folder
   * @return items [C, H, W] in [-1, 1], in the order of their paths
   * @throws DataFileException if there is no image, or one cannot be read or differs from the first
   */
  public static LabelledData read(Path folder) {
    Path first =
        Stream.concat(
                list(folder).stream(),
                list(folder).stream()
                    .filter(Files::isDirectory)
                    .flatMap(place -> list(place).stream()))
            .filter(ImageFolder::isImage)
            .findFirst()
            .orElseThrow(() -> none(folder));
    BufferedImage image = image(first);
    int channels = channels(image);
    if (channels != 1 && channels != 3) {
      throw new DataFileException(
          first + ": an image with transparency; save it without (grey, or red, green and blue)");
    }
    return read(folder, channels, image.getHeight(), image.getWidth());
  }

  /**
   * Reads one image.
   *
   * @param file a PNG or JPEG file
   * @param channels C: 1 grey, 3 red, green and blue
   * @param height H
   * @param width W
   * @return one item [C, H, W] in [-1, 1]
   * @throws DataFileException if it cannot be read or has another size or number of channels
   */
  public static FloatBatch image(Path file, int channels, int height, int width) {
    return FloatBatch.of(new int[] {channels, height, width}, item(file, channels, height, width));
  }

  private static DataFileException none(Path folder) {
    return new DataFileException(
        folder + ": no .png, .jpg or .jpeg file there or in the folders directly below");
  }

  private static List<Path> list(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(f -> !f.getFileName().toString().startsWith("."))
          .sorted(Comparator.comparing(f -> f.getFileName().toString()))
          .toList();
    } catch (IOException e) {
      throw Pixels.unreadable(folder, e);
    }
  }

  private static boolean isImage(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".png") || name.endsWith(".jpg") || name.endsWith(".jpeg");
  }

  private static float[] item(Path file, int channels, int height, int width) {
    BufferedImage image = image(file);
    if (image.getHeight() != height || image.getWidth() != width) {
      throw new DataFileException(
          "%s: %d x %d pixels (width x height) where %d x %d are expected; resize the image"
              .formatted(file, image.getWidth(), image.getHeight(), width, height));
    }
    int found = channels(image);
    if (found != channels) {
      throw new DataFileException(
          "%s: %s where %s expected; convert the image, or ask for the channels that it has"
              .formatted(
                  file,
                  found == 1 ? "1 channel" : found + " channels",
                  channels == 1 ? "1 is" : channels + " are"));
    }
    float[] item = new float[channels * height * width];
    boolean samples = channels == 1 && !(image.getColorModel() instanceof IndexColorModel);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < channels; c++) {
          // grey samples are taken as they stand: getRGB would change their gamma
          item[(c * height + y) * width + x] =
              samples
                  ? Pixels.scale(
                      image.getRaster().getSample(x, y, 0),
                      (1 << image.getColorModel().getComponentSize(0)) - 1)
                  : Pixels.scale(image.getRGB(x, y) >> Byte.SIZE * (2 - c) & BYTE, BYTE);
        }
      }
    }
    return item;
  }

  private static BufferedImage image(Path file) {
    BufferedImage image;
    try {
      image = ImageIO.read(file.toFile());
    } catch (IOException e) {
      throw Pixels.unreadable(file, e);
    } catch (RuntimeException e) { // what some decoders answer to damaged files
      throw new DataFileException("%s: damaged (%s); get the file again".formatted(file, e), e);
    }
    if (image == null) {
      throw new DataFileException(file + ": not a PNG or JPEG image, whatever its name says");
    }
    return image;
  }

  /** Colour channels and transparency; a palette of greys counts as one channel. */
  private static int channels(BufferedImage image) {
    int transparency = image.getColorModel().hasAlpha() ? 1 : 0;
    if (image.getColorModel() instanceof IndexColorModel palette) {
      for (int k = 0; k < palette.getMapSize(); k++) {
        if (palette.getRed(k) != palette.getGreen(k) || palette.getRed(k) != palette.getBlue(k)) {
          return 3 + transparency;
        }
      }
      return 1 + transparency;
    }
    return image.getColorModel().getNumColorComponents() + transparency;
  }
}
