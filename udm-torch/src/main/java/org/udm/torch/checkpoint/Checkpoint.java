package org.udm.torch.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.udm.torch.DataType;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.optim.AdamW;
import org.udm.torch.optim.MovingAverage;
import org.udm.torch.parameter.Parameter;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Parameters;

/**
 * The state of a run in one safetensors file: weights by name, optimiser, moving average, further
 * state, and the run record.
 *
 * <p>The record stands in the metadata of the same file, so that record and weights cannot come
 * from different moments; a copy for people is written beside it as {@code <file>.json}, with the
 * checksum of the file that it belongs to, and never read.
 *
 * <pre>{@code
 * Checkpoint.writer()
 *     .weights(parameters).optimizer(parameters, adam).average(parameters, average)
 *     .state("step", step)
 *     .record(Map.of("seed", 1))
 *     .write(path);
 * try (Checkpoint checkpoint = Checkpoint.open(path)) {
 *   checkpoint.restore(parameters);
 *   checkpoint.restore(parameters, adam);
 *   long step = checkpoint.longs("step")[0];
 * }
 * }</pre>
 */
public final class Checkpoint implements AutoCloseable {
  private static final String RECORD = "udm.record";
  private static final String WEIGHTS = "weights/";
  private static final String MEAN = "optimizer/mean/";
  private static final String SQUARE = "optimizer/square/";
  private static final String OPTIMIZER_STEPS = "optimizer/steps";
  private static final String AVERAGE = "average/values/";
  private static final String AVERAGE_STEPS = "average/steps";
  private static final String STATE = "state/";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final SafetensorsFile file;

  private Checkpoint(SafetensorsFile file) {
    this.file = file;
  }

  /** Collects what to save. */
  public static Writer writer() {
    return new Writer();
  }

  /**
   * Opens and validates a checkpoint; the file stays open until {@link #close}.
   *
   * @param path of the file
   * @throws CheckpointException if it is missing, cut off, corrupted or of another format
   */
  public static Checkpoint open(Path path) {
    return new Checkpoint(SafetensorsFile.open(path));
  }

  /** The run record, as written; empty for files of other programs. */
  public Map<String, Object> record() {
    String text = file.metadata().getOrDefault(RECORD, "{}");
    try {
      return JSON.readValue(text, new TypeReference<LinkedHashMap<String, Object>>() {});
    } catch (JsonProcessingException e) {
      throw new CheckpointException(
          "file "
              + file.file()
              + " has a run record that is not a JSON object: it is of another version",
          e);
    }
  }

  /** Whether the file holds the state of an optimiser. */
  public boolean hasOptimizer() {
    return file.names().contains(OPTIMIZER_STEPS);
  }

  /** Whether the file holds a moving average. */
  public boolean hasAverage() {
    return file.names().contains(AVERAGE_STEPS);
  }

  /**
   * Sets the weights.
   *
   * @param parameters of the same layout as those written
   * @throws CheckpointException if names or shapes differ; the weights are then as they were
   */
  public void restore(Parameters parameters) {
    restore(parameters.layout(), WEIGHTS, parameters.values());
  }

  /**
   * Sets the state of an optimiser.
   *
   * @param parameters of the same layout as those written
   * @param optimizer of these parameters
   */
  public void restore(Parameters parameters, AdamW optimizer) {
    restore(parameters.layout(), MEAN, optimizer.mean());
    restore(parameters.layout(), SQUARE, optimizer.square());
    optimizer.resumeAt(file.longs(OPTIMIZER_STEPS)[0]);
  }

  /**
   * Sets a moving average.
   *
   * @param parameters of the same layout as those written
   * @param average of these parameters
   */
  public void restore(Parameters parameters, MovingAverage average) {
    restore(parameters.layout(), AVERAGE, average.values());
    average.resumeAt(file.longs(AVERAGE_STEPS)[0]);
  }

  /**
   * Sets weights to the moving average, for sampling.
   *
   * @param parameters of the same layout as those written
   */
  public void restoreAverage(Parameters parameters) {
    restore(parameters.layout(), AVERAGE, parameters.values());
  }

  /** Further state in I64. */
  public long[] longs(String name) {
    return file.longs(STATE + name);
  }

  /** Further state in F64. */
  public double[] doubles(String name) {
    return file.doubles(STATE + name);
  }

  /** Further state in bytes. */
  public byte[] bytes(String name) {
    return file.bytesOf(STATE + name);
  }

  @SuppressWarnings("try") // The scope frees the views; the values live in the flat tensor.
  private void restore(ParameterLayout layout, String prefix, Tensor flat) {
    checkLayout(layout, prefix);
    try (TensorScope scope = TensorScope.inference()) {
      for (Parameter parameter : layout.parameters()) {
        file.read(prefix + parameter.name(), view(layout, parameter, flat));
      }
    }
  }

  private void checkLayout(ParameterLayout layout, String prefix) {
    Set<String> surplus = new TreeSet<>(file.names());
    surplus.removeIf(name -> !name.startsWith(prefix));
    for (Parameter parameter : layout.parameters()) {
      String name = prefix + parameter.name();
      if (!surplus.remove(name)) {
        throw new CheckpointException(
            "file "
                + file.file()
                + " has no '"
                + name
                + "' "
                + parameter.shape()
                + ", which the network expects: it belongs to another network, build that one");
      }
      if (file.type(name) != DataType.F32 || !file.shape(name).equals(parameter.shape())) {
        throw new CheckpointException(
            "file "
                + file.file()
                + " has '"
                + name
                + "' as "
                + file.type(name)
                + " "
                + file.shape(name)
                + ", F32 "
                + parameter.shape()
                + " expected: it belongs to another network, build that one");
      }
    }
    if (!surplus.isEmpty()) {
      throw new CheckpointException(
          "file "
              + file.file()
              + " has "
              + surplus
              + ", which the network does not: it belongs to another network, build that one");
    }
  }

  private static Tensor view(ParameterLayout layout, Parameter parameter, Tensor flat) {
    return flat.narrow(0, layout.offset(parameter), parameter.elements()).view(parameter.axes());
  }

  /** Closes the file. */
  @Override
  public void close() {
    file.close();
  }

  /** Collects what to save; nothing is read from the tensors before {@link #write}. */
  public static final class Writer {
    private final List<SafetensorsEntry> entries = new ArrayList<>();
    private Map<String, Object> record = Map.of();

    private Writer() {}

    /** Saves the weights, one array per parameter. */
    public Writer weights(Parameters parameters) {
      return add(parameters.layout(), WEIGHTS, parameters.values());
    }

    /** Saves the state of an optimiser. */
    public Writer optimizer(Parameters parameters, AdamW optimizer) {
      entries.add(SafetensorsEntry.of(OPTIMIZER_STEPS, optimizer.steps()));
      return add(parameters.layout(), MEAN, optimizer.mean())
          .add(parameters.layout(), SQUARE, optimizer.square());
    }

    /** Saves a moving average. */
    public Writer average(Parameters parameters, MovingAverage average) {
      entries.add(SafetensorsEntry.of(AVERAGE_STEPS, average.steps()));
      return add(parameters.layout(), AVERAGE, average.values());
    }

    /** Saves further state, such as the step. */
    public Writer state(String name, long... values) {
      entries.add(SafetensorsEntry.of(STATE + name, values));
      return this;
    }

    /** Saves further state, such as that of a time law. */
    public Writer state(String name, double... values) {
      entries.add(SafetensorsEntry.of(STATE + name, values));
      return this;
    }

    /** Saves further state, such as that of a generator. */
    public Writer state(String name, byte... values) {
      entries.add(SafetensorsEntry.of(STATE + name, values));
      return this;
    }

    /** Sets the run record: text, numbers, lists and maps. */
    public Writer record(Map<String, Object> values) {
      this.record = new LinkedHashMap<>(values);
      return this;
    }

    private Writer add(ParameterLayout layout, String prefix, Tensor flat) {
      for (Parameter parameter : layout.parameters()) {
        entries.add(
            new SafetensorsEntry(
                prefix + parameter.name(),
                DataType.F32,
                parameter.shape(),
                channel -> writeView(layout, parameter, flat, channel)));
      }
      return this;
    }

    @SuppressWarnings("try") // The scope frees the view.
    private static void writeView(
        ParameterLayout layout,
        Parameter parameter,
        Tensor flat,
        java.nio.channels.WritableByteChannel channel)
        throws IOException {
      try (TensorScope scope = TensorScope.inference()) {
        view(layout, parameter, flat).writeTo(channel);
      }
    }

    /**
     * Replaces the checkpoint atomically, then the copy of its record beside it.
     *
     * @param path of the file, ending in {@code .safetensors} by custom
     * @throws CheckpointException if it cannot be written; the one before it then stays
     */
    public void write(Path path) {
      try {
        String text = JSON.writeValueAsString(record);
        String checksum =
            SafetensorsWriter.write(path, entries, Map.of("format", "pt", RECORD, text));
        Map<String, Object> copy = new LinkedHashMap<>(record);
        copy.put(SafetensorsWriter.CHECKSUM, checksum);
        byte[] pretty =
            JSON.writerWithDefaultPrettyPrinter()
                .writeValueAsString(copy)
                .getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(
            path.resolveSibling(path.getFileName() + ".json"),
            channel -> {
              ByteBuffer bytes = ByteBuffer.wrap(pretty);
              while (bytes.hasRemaining()) {
                channel.write(bytes);
              }
            });
      } catch (JsonProcessingException e) {
        throw new IllegalArgumentException(
            "run record " + record + " is not JSON: use text, numbers, lists and maps only", e);
      } catch (IOException e) {
        throw new CheckpointException(
            "the checkpoint "
                + path
                + " is written, the copy of its record beside it is not ("
                + e.getMessage()
                + ")",
            e);
      }
    }
  }
}
