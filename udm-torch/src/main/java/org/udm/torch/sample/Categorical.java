package org.udm.torch.sample;

import org.udm.torch.DataType;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;

/**
 * Draws from softmax(logits) that are exact in the tails: the inverse of the distribution function
 * in 64 bits, min {v : sum_{w &lt;= v} p_w &gt; u}.
 *
 * <p>The common alternative, argmax(logits + Gumbel noise) in 32 bits, cannot draw what is rarer
 * than the resolution of its uniforms allows, and shifts the law of every token a little (Zheng et
 * al., arXiv:2409.02908, section 4).
 *
 * <pre>{@code
 * int[] tokens = Categorical.draw(logits, uniforms);
 * int[] nucleus = Categorical.draw(Categorical.filter(logits, 0.8, 0.95), uniforms);
 * }</pre>
 */
public final class Categorical {
  /** Elements worked on at once: 32 MB in F64, three such arrays at a time. */
  private static final long CHUNK = 1L << 22;

  private Categorical() {}

  /**
   * Draws tokens.
   *
   * @param logits [N, V], -infinity for what is impossible
   * @param uniforms in [0, 1), N K of them: K for each row, row by row. The result depends on
   *     nothing else that is random.
   * @return N K tokens in [0, V), in the order of the uniforms
   */
  public static int[] draw(Tensor logits, double[] uniforms) {
    checkMatrix(logits);
    int rows = Math.toIntExact(logits.size(0));
    if (rows == 0 ? uniforms.length != 0 : uniforms.length % rows != 0) {
      throw new IllegalArgumentException(
          uniforms.length
              + " uniforms for "
              + rows
              + " rows of logits: the same number for each row");
    }
    for (double u : uniforms) {
      if (!(u >= 0 && u < 1)) {
        throw new IllegalArgumentException("uniform " + u + ": every one in [0, 1)");
      }
    }
    int[] tokens = new int[uniforms.length];
    int perRow = rows == 0 ? 0 : uniforms.length / rows;
    int chunk = chunkRows(logits);
    for (int row = 0; row < rows; row += chunk) {
      int count = Math.min(chunk, rows - row);
      drawChunk(logits, row, count, uniforms, perRow, tokens);
    }
    return tokens;
  }

  @SuppressWarnings("try") // The scope frees the chunk; the tokens leave it as an array.
  private static void drawChunk(
      Tensor logits, int row, int count, double[] uniforms, int perRow, int[] tokens) {
    try (TensorScope scope = TensorScope.inference()) {
      Tensor chunk = logits.detach().narrow(0, row, count).to(DataType.F64);
      Tensor cumulative = chunk.subtract(chunk.max(1).unsqueeze(1)).exp().cumulativeSum(1);
      double[] totals = cumulative.select(1, logits.size(1) - 1).doubles();
      double[] targets = new double[count * perRow];
      for (int i = 0; i < count; i++) {
        if (!(totals[i] > 0 && totals[i] < Double.POSITIVE_INFINITY)) {
          throw new IllegalArgumentException(
              "logits of row "
                  + (row + i)
                  + " are no law (sum of exponentials "
                  + totals[i]
                  + "): no NaN, no +infinity, and one that is finite");
        }
        for (int k = 0; k < perRow; k++) {
          // u < 1 makes u * total < total also after rounding, so that a token of positive
          // probability is found.
          targets[i * perRow + k] = uniforms[(row + i) * perRow + k] * totals[i];
        }
      }
      Tensor queries = Tensor.of(targets, count, perRow).to(cumulative.device());
      int[] found = cumulative.countLessOrEqual(queries).ints();
      System.arraycopy(found, 0, tokens, row * perRow, found.length);
    }
  }

  /**
   * Sharpens a law and cuts its tail: logits / temperature, and of these the smallest set of most
   * likely tokens whose probability reaches {@code topP}; the others get -infinity (Holtzman et
   * al., arXiv:1904.09751, section 3.1).
   *
   * @param logits [N, V]
   * @param temperature positive; 1 leaves the law as it is
   * @param topP in (0, 1]; 1 cuts nothing
   * @return logits [N, V], a new tensor
   */
  @SuppressWarnings("try") // The result is kept.
  public static Tensor filter(Tensor logits, double temperature, double topP) {
    checkMatrix(logits);
    if (!(temperature > 0) || Double.isInfinite(temperature)) {
      throw new IllegalArgumentException(
          "temperature " + temperature + ": positive; for the most likely token take argmax");
    }
    if (!(topP > 0 && topP <= 1)) {
      throw new IllegalArgumentException("top-p " + topP + ": in (0, 1]");
    }
    try (TensorScope scope = TensorScope.inference()) {
      Tensor result = scope.keep(logits.detach().divide(temperature));
      if (topP < 1) {
        int rows = Math.toIntExact(logits.size(0));
        int chunk = chunkRows(logits);
        for (int row = 0; row < rows; row += chunk) {
          cutTail(result.narrow(0, row, Math.min(chunk, rows - row)), topP);
        }
      }
      return result;
    }
  }

  @SuppressWarnings("try") // The scope frees the chunk, which is changed in place.
  private static void cutTail(Tensor chunk, double topP) {
    try (TensorScope scope = TensorScope.inference()) {
      Tensor order = chunk.argsortDescending(1);
      Tensor sorted = chunk.gather(1, order).to(DataType.F64).softmax(1);
      // A token falls if those before it reach topP already; the first one stays.
      Tensor before = sorted.cumulativeSum(1).subtract(sorted);
      Tensor falls = before.greaterOrEqual(topP);
      Tensor fallsHere = falls.scatter(1, order, falls);
      chunk.copyInPlace(chunk.maskedFill(fallsHere, Double.NEGATIVE_INFINITY));
    }
  }

  private static int chunkRows(Tensor logits) {
    return (int) Math.max(1, CHUNK / logits.size(1));
  }

  private static void checkMatrix(Tensor logits) {
    if (logits.axes() != 2 || logits.size(1) < 1) {
      throw new IllegalArgumentException("logits " + logits + ": two axes [N, V] with V >= 1");
    }
  }
}
