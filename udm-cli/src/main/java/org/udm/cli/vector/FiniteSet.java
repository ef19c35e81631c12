package org.udm.cli.vector;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.IntStream;
import org.udm.cli.console.UserException;
import org.udm.cli.run.Task;
import org.udm.continuous.data.LabelledData;
import org.udm.core.random.RandomStreams;

/** Rows of a file, of which every k-th is kept for validation. */
public final class FiniteSet implements VectorSet {
  private final LabelledData data;
  private final Map<String, Object> description;
  private final String hash;
  private final int[] training;
  private final int[] validation;

  private FiniteSet(
      LabelledData data,
      Map<String, Object> description,
      String hash,
      int[] training,
      int[] validation) {
    this.data = data;
    this.description = description;
    this.hash = hash;
    this.training = training;
    this.validation = validation;
  }

  /**
   * Returns the set of some rows.
   *
   * @param data the rows, at least two
   * @param description what a model must know of them
   * @param kept the part kept for validation, in (0, 1)
   * @param name where they come from, for messages
   * @return the set
   * @throws UserException if there are too few rows
   */
  public static FiniteSet of(
      LabelledData data, Map<String, Object> description, double kept, String name) {
    if (data.size() < 2) {
      throw UserException.failed(
          name + ": a single row; at least two are needed, one to train on and one to validate");
    }
    // every k-th, from the middle of the first k; at most every second
    int every = (int) Math.min(data.size(), Math.max(2, Math.round(1 / kept)));
    int first = every / 2;
    return new FiniteSet(
        data,
        description,
        hash(data),
        IntStream.range(0, data.size()).filter(i -> i % every != first).toArray(),
        IntStream.range(0, data.size()).filter(i -> i % every == first).toArray());
  }

  /** SHA-256 of shape, labels and elements. */
  private static String hash(LabelledData data) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(Arrays.toString(data.items().shape()).getBytes());
      int[] labels = data.labels();
      for (int i = 0; i < labels.length; i++) {
        ByteBuffer row = ByteBuffer.allocate(4 * (data.items().size() + 1)).putInt(labels[i]);
        row.asFloatBuffer().put(data.items().row(i));
        digest.update(row.array());
      }
      return "sha256:" + HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  @Override
  public Map<String, Object> description() {
    return description;
  }

  @Override
  public String hash() {
    return hash;
  }

  @Override
  public LabelledData training(int rows, RandomStreams rng) {
    int[] index = new int[rows];
    Arrays.setAll(index, i -> training[rng.row(i).index(training.length)]);
    return data.gather(index);
  }

  @Override
  public LabelledData rows(String part, long most) {
    int[] all =
        switch (part) {
          case Task.VALIDATION -> validation;
          case "training" -> training;
          default -> IntStream.range(0, data.size()).toArray();
        };
    int chosen = (int) Math.min(most, all.length);
    int[] index = new int[chosen];
    Arrays.setAll(index, j -> all[(int) ((long) j * all.length / chosen)]);
    return data.gather(index);
  }
}
