package org.udm.cli.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.udm.cli.console.Failures;
import org.udm.cli.console.Spelling;
import org.udm.cli.console.UserException;
import org.udm.cli.run.Settings;
import org.udm.cli.run.Task;
import org.udm.cli.vector.Descriptions;
import org.udm.cli.vector.EndlessSet;
import org.udm.cli.vector.FiniteSet;
import org.udm.cli.vector.VectorSet;
import org.udm.cli.vector.VectorSettings;
import org.udm.continuous.data.CifarFile;
import org.udm.continuous.data.DataFileException;
import org.udm.continuous.data.Glyphs;
import org.udm.continuous.data.IdxFile;
import org.udm.continuous.data.ImageFolder;
import org.udm.continuous.data.LabelledData;
import org.udm.core.random.RandomStreams;

/** Images as {@code --data} names them; the last ones that were read are remembered. */
final class ImageSets {
  /** What stands for images that are drawn in code. */
  static final String GLYPHS = "glyphs";

  private static final double HALF_LEVEL = 127.5; // of 8 bits, from -1 to 1
  private static final double ROUNDING = 1e-3; // of a level, in float

  private String name = "";
  private VectorSet last;

  /** Glyphs as they are, a file or directory with its absolute path. */
  static String located(String data) {
    if (data.isBlank()) {
      throw UserException.usage(
          "no images to train on: give --data IMAGES (a folder of PNG or JPEG files, an IDX file,"
              + " a directory with MNIST's or CIFAR-10's files, or glyphs)");
    }
    if (data.equals(GLYPHS)) {
      return data;
    }
    Path path = Path.of(data).toAbsolutePath().normalize();
    if (!Files.exists(path)) {
      throw UserException.usage(
          "--data %s: there is no such file or directory%s"
              .formatted(
                  data,
                  Spelling.nearest(data, List.of(GLYPHS))
                      .map(near -> "; did you mean " + near + "?")
                      .orElse("")));
    }
    return path.toString();
  }

  /** Reads images. */
  VectorSet read(Settings settings, String data) {
    double kept = settings.number(Task.VALIDATION);
    VectorSettings.Telling telling = VectorSettings.telling(settings);
    String asked = "%s %s %d %s".formatted(data, kept, settings.integer("size"), telling);
    if (!asked.equals(name)) {
      last =
          located(data).equals(GLYPHS)
              ? glyphs(settings.integer("size"))
              : files(Path.of(located(data)), kept, telling);
      name = asked;
    }
    return last;
  }

  private static VectorSet glyphs(int size) {
    Glyphs glyphs = Glyphs.of(size);
    return new EndlessSet(
        glyphs::draw,
        Descriptions.of("images", glyphs.draw(1, RandomStreams.of(0))),
        "%s:size=%d".formatted(GLYPHS, size));
  }

  private static VectorSet files(Path path, double kept, VectorSettings.Telling telling) {
    LabelledData data;
    try {
      data = Files.isDirectory(path) ? directory(path, telling) : file(path, telling);
    } catch (DataFileException e) {
      throw UserException.failed(e.getMessage(), e);
    }
    requireLevels(data, path);
    Map<String, Object> description = Descriptions.of("images", data);
    return FiniteSet.of(data, description, kept, path.toString());
  }

  private static LabelledData directory(Path path, VectorSettings.Telling telling) {
    List<Path> files = list(path);
    List<Path> idx = files.stream().filter(ImageSets::isIdxImages).toList();
    if (!idx.isEmpty()) {
      return file(
          idx.stream().filter(f -> named(f).contains("train")).findFirst().orElse(idx.get(0)),
          telling);
    }
    Path[] batches =
        files.stream().filter(f -> named(f).matches("data_batch_.*\\.bin")).toArray(Path[]::new);
    return batches.length > 0 ? CifarFile.read(batches) : ImageFolder.read(path);
  }

  private static LabelledData file(Path path, VectorSettings.Telling telling) {
    if (named(path).endsWith(".bin")) {
      return CifarFile.read(path);
    }
    if (named(path).matches(".*\\.(png|jpe?g)")) {
      throw new DataFileException(path + ": a single image; give the folder of all of them");
    }
    Path labels =
        path.resolveSibling(named(path).replace("images", "labels").replace("idx3", "idx1"));
    if (!labels.equals(path) && Files.exists(labels)) {
      return IdxFile.read(path, labels);
    }
    if (telling == VectorSettings.Telling.LABELS) {
      throw new DataFileException(
          "%s: IDX images have their labels beside them, with labels for images and idx1 for idx3 in the name%s; leave --classes out to train without"
              .formatted(path, labels.equals(path) ? "" : "; there is no " + named(labels)));
    }
    return IdxFile.read(path);
  }

  private static boolean isIdxImages(Path file) {
    return named(file).matches(".*images.*ubyte(\\.gz)?");
  }

  private static String named(Path path) {
    return path.getFileName().toString();
  }

  private static List<Path> list(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw UserException.failed("cannot list %s: %s".formatted(folder, Failures.describe(e)), e);
    }
  }

  /** The bound counts levels of 8 bits. */
  private static void requireLevels(LabelledData data, Path path) {
    for (int i = 0; i < data.size(); i++) {
      for (float value : data.items().row(i)) {
        double level = (value + 1) * HALF_LEVEL;
        if (Math.abs(level - Math.rint(level)) > ROUNDING) {
          throw UserException.failed(
              "%s: image %d has pixels between the 256 levels of 8 bits; save the images with 8 bits a channel"
                  .formatted(path, i));
        }
      }
    }
  }
}
