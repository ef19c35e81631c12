package org.udm.continuous.data;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.udm.continuous.FloatBatch;

/**
 * Reads the IDX files of MNIST and its relatives, compressed by gzip or not.
 *
 * <pre>
 * 0 0 8 d   n_1 ... n_d   bytes         big-endian; 8 says unsigned bytes, d is the number of axes
 * </pre>
 *
 * <p>Images have three axes [n, H, W] and become items [1, H, W] in [-1, 1]; labels have one.
 *
 * <pre>{@code
 * LabelledData digits = IdxFile.read(
 *     Path.of("train-images-idx3-ubyte.gz"), Path.of("train-labels-idx1-ubyte.gz"));
 * }</pre>
 *
 * <p>Source: LeCun, Cortes, Burges, "The MNIST database of handwritten digits", file formats.
 */
public final class IdxFile {
  private static final int UNSIGNED_BYTES = 8; // the only kind of element that MNIST uses
  private static final int IMAGE_AXES = 3;
  private static final String IMAGES = "images [n, H, W]";
  private static final int GZIP = 0x1F8B; // the first two bytes of every gzip file, RFC 1952

  private final int[] shape;
  private final byte[] bytes;

  private IdxFile(int[] shape, byte[] bytes) {
    this.shape = shape;
    this.bytes = bytes;
  }

  /**
   * Reads images and their labels.
   *
   * @param images a file of images [n, H, W]
   * @param labels the file of their labels [n]
   * @return items [1, H, W] in [-1, 1], labels from 0 to the largest that occurs
   * @throws DataFileException if a file cannot be read, is damaged or is not what it should be
   */
  public static LabelledData read(Path images, Path labels) {
    IdxFile pixels = open(images, IMAGE_AXES, IMAGES);
    IdxFile numbers = open(labels, 1, "labels [n]");
    int n = pixels.shape[0];
    if (numbers.shape[0] != n) {
      throw new DataFileException(
          "%s holds %d labels, but %s holds %d images: take the two files of one set"
              .formatted(labels, numbers.shape[0], images, n));
    }
    FloatBatch items = items(images, pixels);
    int[] classes = new int[n];
    Arrays.setAll(classes, i -> Byte.toUnsignedInt(numbers.bytes[i]));
    int largest = Arrays.stream(classes).max().orElseThrow();
    return LabelledData.of(items, classes, Pixels.numbers(largest + 1));
  }

  /**
   * Reads images without labels.
   *
   * @param images a file of images [n, H, W]
   * @return items [1, H, W] in [-1, 1], all with label 0
   * @throws DataFileException if the file cannot be read, is damaged or is not what it should be
   */
  public static LabelledData read(Path images) {
    return LabelledData.of(items(images, open(images, IMAGE_AXES, IMAGES)));
  }

  private static FloatBatch items(Path images, IdxFile pixels) {
    if (pixels.shape[0] == 0) {
      throw new DataFileException(images + ": the file holds no images");
    }
    int height = pixels.shape[1];
    int width = pixels.shape[2];
    float[][] items = new float[pixels.shape[0]][];
    Arrays.setAll(items, i -> Pixels.item(pixels.bytes, i * height * width, height * width));
    return FloatBatch.of(new int[] {1, height, width}, items);
  }

  private static IdxFile open(Path file, int axes, String what) {
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file));
        DataInputStream in = new DataInputStream(uncompressed(raw))) {
      int magic = in.readInt();
      if (magic >>> Short.SIZE != 0 || (magic >> Byte.SIZE & 0xFF) != UNSIGNED_BYTES) {
        throw new DataFileException(
            "%s: not an IDX file of bytes (it begins with %08x, not 000008..); is it another format?"
                .formatted(file, magic));
      }
      if ((magic & 0xFF) != axes) {
        throw new DataFileException(
            "%s: an IDX file with %d axes where %s are expected; are images and labels exchanged?"
                .formatted(file, magic & 0xFF, what));
      }
      int[] shape = new int[axes];
      long size = 1;
      for (int a = 0; a < axes; a++) {
        shape[a] = in.readInt();
        // of n axes of at most 2^31 - 1 the product may not fit; too large is an error anyway
        size = shape[a] < 0 || size > Integer.MAX_VALUE ? Long.MAX_VALUE : size * shape[a];
      }
      if (size > Integer.MAX_VALUE) {
        throw new DataFileException(
            "%s: the header %s is damaged or larger than 2 GB"
                .formatted(file, Arrays.toString(shape)));
      }
      byte[] bytes = in.readNBytes((int) size);
      if (bytes.length < size) {
        throw new DataFileException(
            "%s: truncated, %d of %d bytes after the header %s; get the file again"
                .formatted(file, bytes.length, size, Arrays.toString(shape)));
      }
      if (in.read() >= 0) {
        throw new DataFileException(
            "%s: more than the %d bytes that its header %s announces; get the file again"
                .formatted(file, size, Arrays.toString(shape)));
      }
      return new IdxFile(shape, bytes);
    } catch (EOFException e) {
      throw new DataFileException(file + ": truncated; get the file again", e);
    } catch (IOException e) {
      throw Pixels.unreadable(file, e);
    }
  }

  private static InputStream uncompressed(InputStream raw) throws IOException {
    raw.mark(2);
    int first = raw.read() << Byte.SIZE | raw.read();
    raw.reset();
    return first == GZIP ? new GZIPInputStream(raw) : raw;
  }
}
