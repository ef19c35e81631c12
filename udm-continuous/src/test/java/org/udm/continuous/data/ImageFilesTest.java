package org.udm.continuous.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.udm.continuous.FloatBatch;
import org.udm.core.random.RandomStreams;

class ImageFilesTest {
  @TempDir Path folder;

  private static byte[] idx(int... parts) {
    byte[] bytes = new byte[parts.length];
    for (int i = 0; i < parts.length; i++) {
      bytes[i] = (byte) parts[i];
    }
    return bytes;
  }

  private static final byte[] TWO_IMAGES =
      idx(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 0, 255, 51, 102, 0, 0);
  private static final byte[] TWO_LABELS = idx(0, 0, 8, 1, 0, 0, 0, 2, 4, 1);

  private Path file(String name, byte[] bytes) {
    try {
      return Files.write(folder.resolve(name), bytes);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String message(org.junit.jupiter.api.function.Executable reading) {
    String message = assertThrows(DataFileException.class, reading).getMessage();
    assertEquals(1, message.lines().count());
    return message;
  }

  @Test
  void readsIdx() throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
      out.write(TWO_IMAGES);
    }
    for (byte[] images : List.of(TWO_IMAGES, compressed.toByteArray())) {
      LabelledData data = IdxFile.read(file("images", images), file("labels", TWO_LABELS));
      assertArrayEquals(new int[] {1, 1, 3}, data.items().shape());
      assertArrayEquals(new float[] {-1, 1, -0.6f}, data.items().row(0), 1e-7f);
      assertArrayEquals(new int[] {4, 1}, data.labels());
      assertEquals(5, data.names().size());
      assertArrayEquals(new float[] {-0.2f, -1, -1}, data.withLabel(1).items().row(0), 1e-7f);
      LabelledData alone = IdxFile.read(file("images", images));
      assertEquals(data.items(), alone.items());
      assertArrayEquals(new int[2], alone.labels());
    }
  }

  @Test
  void badIdxIsOneClearLine() {
    Path images = file("images", TWO_IMAGES);
    Path labels = file("labels", TWO_LABELS);
    Path cut = file("cut", Arrays.copyOf(TWO_IMAGES, 20));
    assertEquals(
        cut + ": truncated, 4 of 6 bytes after the header [2, 1, 3]; get the file again",
        message(() -> IdxFile.read(cut, labels)));
    Path none = file("none", Arrays.copyOf(TWO_IMAGES, 9));
    assertEquals(
        none + ": truncated; get the file again", message(() -> IdxFile.read(none, labels)));
    Path more = file("more", Arrays.copyOf(TWO_IMAGES, 30));
    assertTrue(message(() -> IdxFile.read(more, labels)).contains("more than the 6 bytes"));
    assertTrue(
        message(() -> IdxFile.read(labels, labels)).contains("are images and labels exchanged?"));
    Path three = file("three", idx(0, 0, 8, 1, 0, 0, 0, 3, 4, 1, 0));
    assertTrue(message(() -> IdxFile.read(images, three)).contains("3 labels, but"));
    Path text = file("text", "hello world".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertTrue(message(() -> IdxFile.read(text, labels)).contains("not an IDX file of bytes"));
    Path floats = file("floats", idx(0, 0, 0x0D, 3, 0, 0, 0, 0));
    assertTrue(message(() -> IdxFile.read(floats, labels)).contains("not an IDX file of bytes"));
    Path huge = file("huge", idx(0, 0, 8, 3, 127, 0, 0, 0, 127, 0, 0, 0, 127, 0, 0, 0));
    assertTrue(message(() -> IdxFile.read(huge, labels)).contains("damaged or larger"));
    Path empty = file("empty", idx(0, 0, 8, 3, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1));
    Path noLabels = file("noLabels", idx(0, 0, 8, 1, 0, 0, 0, 0));
    assertTrue(message(() -> IdxFile.read(empty, noLabels)).contains("holds no images"));
    assertTrue(message(() -> IdxFile.read(empty)).contains("holds no images"));
    Path absent = folder.resolve("absent");
    assertTrue(message(() -> IdxFile.read(absent, labels)).contains("there is no such file"));
    Path brokenGzip = file("broken.gz", idx(0x1F, 0x8B, 1, 2, 3));
    assertTrue(message(() -> IdxFile.read(brokenGzip, labels)).startsWith(brokenGzip.toString()));
  }

  /** Counts and means counted in Python from the same files. */
  @Test
  void readsRealDigits() {
    Path data = Path.of("../../shared/data"); // tests run in the folder of their module
    Path images = data.resolve("mnist-train-images-idx3-ubyte.gz");
    Assumptions.assumeTrue(
        Files.exists(images), "no MNIST digits in ../shared/data beside the repository");
    LabelledData digits = IdxFile.read(images, data.resolve("mnist-train-labels-idx1-ubyte.gz"));
    assertArrayEquals(new int[] {1, 28, 28}, digits.items().shape());
    assertEquals(10, digits.names().size());
    assertEquals(DIGITS, digits.size());
    double sum = 0;
    for (float x : digits.items().toArray()) {
      sum += x;
    }
    assertEquals(MEAN, sum / digits.items().toArray().length, 1e-6);
    assertEquals(FIVES, digits.withLabel(5).size());
    FloatBatch batch = digits.source(4).batch(0, RandomStreams.of(1));
    assertEquals(batch, digits.source(4).batch(0, RandomStreams.of(1)));
  }

  private static final int DIGITS = 9000;
  private static final double MEAN = -0.73763857;
  private static final int FIVES = 778;

  @Test
  void readsCifar() {
    byte[] records = new byte[2 * 3073];
    records[0] = 9;
    records[1] = (byte) 255;
    records[3073] = 3;
    records[2 * 3073 - 1] = (byte) 255;
    LabelledData data = CifarFile.read(file("a.bin", records), file("b.bin", records));
    assertEquals(4, data.size());
    assertArrayEquals(new int[] {9, 3, 9, 3}, data.labels());
    assertEquals("truck", data.names().get(9));
    assertEquals(1, data.items().at(0, 0));
    assertEquals(1, data.items().at(1, 3071));
    assertEquals(-1, data.items().at(1, 0));

    Path cut = file("cut.bin", Arrays.copyOf(records, 4000));
    assertTrue(message(() -> CifarFile.read(cut)).contains("4000 bytes are no whole number"));
    records[3073] = 10;
    Path wrong = file("wrong.bin", records);
    assertTrue(message(() -> CifarFile.read(wrong)).contains("record 1 has label 10"));
    assertThrows(DataFileException.class, () -> CifarFile.read());
  }

  private void picture(String name, int type, int width, int height, int rgb) throws IOException {
    BufferedImage image = new BufferedImage(width, height, type);
    if (type == BufferedImage.TYPE_BYTE_GRAY) {
      image.getRaster().setSample(1, 0, 0, rgb);
    } else {
      image.setRGB(1, 0, rgb);
    }
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    assertTrue(ImageIO.write(image, name.endsWith("png") ? "png" : "jpg", file.toFile()));
  }

  @Test
  void readsFoldersOfImages() throws IOException {
    picture("set/b/2.png", BufferedImage.TYPE_INT_RGB, 3, 2, 0xFF3300);
    picture("set/b/1.png", BufferedImage.TYPE_INT_RGB, 3, 2, 0);
    picture("set/a/x.PNG".replace("PNG", "png"), BufferedImage.TYPE_3BYTE_BGR, 3, 2, 0xFFFFFF);
    picture("set/.hidden/x.png", BufferedImage.TYPE_INT_RGB, 9, 9, 0);
    LabelledData data = ImageFolder.read(folder.resolve("set"), 3, 2, 3);
    assertEquals(List.of("a", "b"), data.names());
    assertArrayEquals(new int[] {0, 1, 1}, data.labels());
    assertArrayEquals(new int[] {3, 2, 3}, data.items().shape());
    float[] last = data.items().row(2);
    assertEquals(1, last[1]); // red plane
    assertEquals(-0.6f, last[7], 1e-6); // green plane, 0x33 = 51
    assertEquals(-1, last[13]);
  }

  @Test
  void readsGreyAsItStands() throws IOException {
    picture("grey/1.png", BufferedImage.TYPE_BYTE_GRAY, 2, 2, 51);
    BufferedImage palette = new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_BINARY);
    palette.setRGB(1, 0, 0xFFFFFF);
    ImageIO.write(palette, "png", folder.resolve("grey/2.png").toFile());
    picture("grey/3.jpg", BufferedImage.TYPE_BYTE_GRAY, 2, 2, 0);
    LabelledData data = ImageFolder.read(folder.resolve("grey"), 1, 2, 2);
    assertEquals(List.of("grey"), data.names());
    assertArrayEquals(new float[] {-1, -0.6f, -1, -1}, data.items().row(0), 1e-6f);
    assertArrayEquals(new float[] {-1, 1, -1, -1}, data.items().row(1), 1e-6f);
    assertArrayEquals(new float[] {-1, -1, -1, -1}, data.items().row(2), 1e-6f);
  }

  @Test
  void aFolderIsReadAsItsFirstImageIs() throws IOException {
    picture("faces/b/1.png", BufferedImage.TYPE_INT_RGB, 3, 2, 0xFF3300);
    picture("faces/a/1.png", BufferedImage.TYPE_3BYTE_BGR, 3, 2, 0xFFFFFF);
    Path faces = folder.resolve("faces");
    assertEquals(ImageFolder.read(faces, 3, 2, 3).items(), ImageFolder.read(faces).items());
    assertEquals(
        ImageFolder.read(faces).items().gather(1),
        ImageFolder.image(faces.resolve("b/1.png"), 3, 2, 3));
    picture("faces/b/2.png", BufferedImage.TYPE_INT_RGB, 4, 2, 0);
    assertTrue(message(() -> ImageFolder.read(faces)).contains("2.png: 4 x 2 pixels"));
    picture("clear/1.png", BufferedImage.TYPE_INT_ARGB, 3, 2, 0);
    assertTrue(message(() -> ImageFolder.read(folder.resolve("clear"))).contains("transparency"));
    Files.createDirectories(folder.resolve("bare"));
    assertTrue(message(() -> ImageFolder.read(folder.resolve("bare"))).contains("no .png"));
  }

  @Test
  void imagesThatDifferAreNamed() throws IOException {
    picture("one/1.png", BufferedImage.TYPE_INT_RGB, 3, 2, 0);
    Path one = folder.resolve("one");
    Path image = one.resolve("1.png");
    assertEquals(
        image + ": 3 x 2 pixels (width x height) where 4 x 2 are expected; resize the image",
        message(() -> ImageFolder.read(one, 3, 2, 4)));
    assertEquals(
        image
            + ": 3 channels where 1 is expected; convert the image, or ask for the channels that it has",
        message(() -> ImageFolder.read(one, 1, 2, 3)));
    picture("alpha/1.png", BufferedImage.TYPE_INT_ARGB, 3, 2, 0);
    assertTrue(
        message(() -> ImageFolder.read(folder.resolve("alpha"), 3, 2, 3)).contains("4 channels"));
    Files.createDirectories(folder.resolve("empty"));
    assertTrue(
        message(() -> ImageFolder.read(folder.resolve("empty"), 3, 2, 3)).contains("no .png"));
    Files.writeString(folder.resolve("empty/no.png"), "no image");
    assertTrue(
        message(() -> ImageFolder.read(folder.resolve("empty"), 3, 2, 3)).contains("not a PNG"));
    assertTrue(
        message(() -> ImageFolder.read(folder.resolve("absent"), 3, 2, 3))
            .contains("no such file"));
    Files.createDirectories(one.resolve("more"));
    assertTrue(message(() -> ImageFolder.read(one, 3, 2, 3)).contains("images beside folders"));
    byte[] bytes = Files.readAllBytes(image);
    Files.createDirectories(folder.resolve("cut"));
    Files.write(folder.resolve("cut/1.png"), Arrays.copyOf(bytes, bytes.length / 2));
    assertTrue(message(() -> ImageFolder.read(folder.resolve("cut"), 3, 2, 3)).contains("1.png: "));
  }

  @Test
  void dataMustBeFiniteAndLabelled() {
    FloatBatch broken = FloatBatch.points(new float[] {1, 2}, new float[] {3, Float.NaN});
    assertEquals(
        "item 1 has NaN at element 1: remove the item or repair its source",
        assertThrows(IllegalArgumentException.class, () -> LabelledData.of(broken)).getMessage());
    FloatBatch one = FloatBatch.points(new float[] {1, 2});
    assertThrows(
        IllegalArgumentException.class, () -> LabelledData.of(one, new int[] {1}, List.of("only")));
    assertThrows(
        IllegalArgumentException.class, () -> LabelledData.of(one, new int[2], List.of("only")));
    assertThrows(IllegalArgumentException.class, () -> LabelledData.of(one).source(0));
    assertThrows(IllegalArgumentException.class, () -> LabelledData.of(one).withLabel(3));
  }
}
