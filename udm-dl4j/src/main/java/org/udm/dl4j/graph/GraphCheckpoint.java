package org.udm.dl4j.graph;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A learner in one file, from which training goes on as if it had never stopped.
 *
 * <p>It is a file of Deeplearning4j with two more entries, the moving average and a table of texts:
 * {@link ModelSerializer} reads the network and its updater from it. Writing is atomic: a process
 * that is killed leaves the old file as it was.
 *
 * <pre>{@code
 * GraphCheckpoint.write(file, learner, Map.of("step", "100"));
 * Map<String, String> texts = GraphCheckpoint.read(file, learner);
 * }</pre>
 */
public final class GraphCheckpoint {
  private static final String AVERAGE = "udm-average.bin";
  private static final String TEXTS = "udm.properties";
  private static final String STEPS = "udm.steps"; // among the texts

  private GraphCheckpoint() {}

  /**
   * Writes a learner in place of a file, or leaves the file as it was.
   *
   * @param file where to
   * @param learner what
   * @param texts what is to be known about it, by key
   * @throws UncheckedIOException if it cannot be written
   */
  public static void write(Path file, GraphLearner<?> learner, Map<String, String> texts) {
    NetworkGraph network = learner.loss().network();
    Properties all = new Properties();
    all.putAll(texts);
    all.setProperty(STEPS, String.valueOf(network.steps()));
    try {
      Path folder = file.toAbsolutePath().getParent();
      Files.createDirectories(folder);
      Path temporary = Files.createTempFile(folder, "." + file.getFileName(), ".tmp");
      try {
        ByteArrayOutputStream model = new ByteArrayOutputStream();
        ModelSerializer.writeModel(network.model(), model, true);
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(temporary))) {
          for (Map.Entry<String, byte[]> entry : entries(model.toByteArray()).entrySet()) {
            put(zip, entry.getKey(), out -> out.write(entry.getValue()));
          }
          if (learner.average() != null) {
            put(zip, AVERAGE, out -> out.write(bytes(learner.average())));
          }
          put(zip, TEXTS, out -> out.write(bytes(all)));
        }
        Files.move(
            temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the checkpoint " + file + " cannot be written", e);
    }
  }

  /**
   * Puts what a file holds into a learner. Nothing is changed unless the file holds all of it.
   *
   * @param file the checkpoint
   * @param learner of the same network, updaters and options
   * @return the checkpoint's texts by key
   * @throws UncheckedIOException if the file cannot be read
   * @throws IllegalArgumentException if it is of another network, updater or average
   */
  public static Map<String, String> read(Path file, GraphLearner<?> learner) {
    NetworkGraph network = learner.loss().network();
    try {
      Map<String, byte[]> entries = entries(Files.readAllBytes(file));
      Reading reading = new Reading(file, entries);
      reading.into(network.weights(), ModelSerializer.COEFFICIENTS_BIN, "weights");
      reading.into(network.updaterState(), ModelSerializer.UPDATER_BIN, "updater");
      reading.into(learner.average(), AVERAGE, "average");
      Map<String, String> texts = reading.texts();
      String steps = texts.remove(STEPS);
      if (steps == null) {
        throw reading.lacks("count of steps");
      }
      reading.fill();
      network.resumeAt(Integer.parseInt(steps));
      return texts;
    } catch (IOException e) {
      throw new UncheckedIOException("the checkpoint " + file + " cannot be read", e);
    }
  }

  /** Arrays that are read first and filled in the end. */
  private static final class Reading {
    private final Path file;
    private final Map<String, byte[]> entries;
    private final Map<INDArray, INDArray> filled = new java.util.IdentityHashMap<>();

    Reading(Path file, Map<String, byte[]> entries) {
      this.file = file;
      this.entries = entries;
    }

    /** Reads what an array is to be filled with; null stands for what the learner has not. */
    void into(INDArray array, String entry, String what) throws IOException {
      if (array == null) {
        return;
      }
      byte[] kept = entries.get(entry);
      if (kept == null) {
        throw lacks(what);
      }
      INDArray read = Nd4j.read(new ByteArrayInputStream(kept));
      if (read.length() != array.length() || read.dataType() != array.dataType()) {
        throw new IllegalArgumentException(
            "%s holds %d numbers of type %s as %s where the learner has %d of type %s: it was started with another network"
                .formatted(
                    file, read.length(), read.dataType(), what, array.length(), array.dataType()));
      }
      filled.put(array, read.reshape(array.shape()));
    }

    Map<String, String> texts() throws IOException {
      Properties read = new Properties();
      if (entries.get(TEXTS) == null) {
        throw lacks("table of texts");
      }
      read.load(new ByteArrayInputStream(entries.get(TEXTS)));
      Map<String, String> texts = new LinkedHashMap<>();
      read.stringPropertyNames().stream()
          .sorted()
          .forEach(key -> texts.put(key, read.getProperty(key)));
      return texts;
    }

    void fill() {
      filled.forEach(INDArray::assign);
    }

    IllegalArgumentException lacks(String what) {
      return new IllegalArgumentException(
          "%s holds no %s, which the learner needs: it was written by another program, or for other options"
              .formatted(file, what));
    }
  }

  /** Writes the content of an entry. */
  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private static void put(ZipOutputStream zip, String name, Content content) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0)); // equal learners give equal files
    zip.putNextEntry(entry);
    content.writeTo(zip);
    zip.closeEntry();
  }

  private static byte[] bytes(INDArray array) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Nd4j.write(array, new java.io.DataOutputStream(out));
    return out.toByteArray();
  }

  /** A table of texts without the time of writing, so that equal learners give equal files. */
  private static byte[] bytes(Properties texts) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    texts.store(out, null);
    return Arrays.stream(out.toString(StandardCharsets.ISO_8859_1).split("\\R"))
        .filter(line -> !line.startsWith("#"))
        .sorted()
        .reduce("", (before, line) -> before + line + "\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static Map<String, byte[]> entries(byte[] zipped) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(zipped))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries.put(entry.getName(), zip.readAllBytes());
      }
    }
    return entries;
  }
}
