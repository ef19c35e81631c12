package org.udm.torch.sample;

import java.util.Arrays;
import org.udm.torch.DataType;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.TorchRuntime;

/**
 * Draws from categorical laws by the inverse of the distribution function, in F64: the drawn index
 * is the number of partial sums that are at most u times the whole sum.
 *
 * <p>Uniform numbers have 53 bits, so values of probability 1e-15 are still drawn as often as they
 * should be; Gumbel noise or an exponential race in F32 never draws what is less probable than
 * about 1e-8 (Zheng et al., "Masked diffusion models are secretly time-agnostic masked models and
 * exploit inaccurate categorical sampling", 2024, section 5).
 */
public final class Categorical {
  /** Probabilities that are in memory at once: 64 MiB. */
  private static final long CHUNK = 1 << 23;

  /** The largest uniform number below 1 whose product with the sum is certain to lie below it. */
  private static final double LARGEST = 1 - 0x1p-52;

  private Categorical() {}

  /**
   * Draws one index per row.
   *
   * @param runtime the engine, on the device of the logits
   * @param logits unnormalised log probabilities of any floating type [N, V]
   * @param uniforms numbers in [0, 1) [N]
   * @param temperature positive; 1 draws from the law itself
   * @param topP in (0, 1]; below 1 the least probable values that together have less than 1 - topP
   *     are left out; of equally probable ones the smaller index counts as the more probable
   * @return indices in [0, V) [N]
   * @throws IllegalArgumentException if the number of uniforms is not N or an option out of range
   */
  @SuppressWarnings("try") // each scope frees the probabilities of a chunk; only indices leave it
  public static int[] draw(
      TorchRuntime runtime, Tensor logits, double[] uniforms, double temperature, double topP) {
    long rows = logits.size(0);
    long values = logits.size(1);
    if (uniforms.length != rows) {
      throw new IllegalArgumentException(
          "%d uniform numbers for %d rows of logits: give one per row"
              .formatted(uniforms.length, rows));
    }
    if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY && topP > 0 && topP <= 1)) {
      throw new IllegalArgumentException(
          "temperature %s and top-p %s: the temperature must be positive, top-p in (0, 1]"
              .formatted(temperature, topP));
    }
    int[] drawn = new int[uniforms.length];
    int chunk = (int) Math.max(1, CHUNK / values);
    for (int from = 0; from < drawn.length; from += chunk) {
      int count = Math.min(chunk, drawn.length - from);
      try (TensorScope scope = TensorScope.inference()) {
        Tensor part = logits.narrow(0, from, count).to(DataType.F64);
        Tensor law = (temperature == 1 ? part : part.divide(temperature)).softmax(-1);
        Tensor sums = (topP == 1 ? law : nucleus(law, topP)).cumulativeSum(-1);
        double[] u =
            Arrays.stream(uniforms, from, from + count).map(x -> Math.min(x, LARGEST)).toArray();
        Tensor queries = runtime.tensor(u, count, 1).multiply(sums.narrow(1, values - 1, 1));
        int[] indices = sums.countLessOrEqual(queries).ints();
        System.arraycopy(indices, 0, drawn, from, count);
      }
    }
    return drawn;
  }

  /** The law with the least probable values at 0, not normalised, F64 [n, V]. */
  private static Tensor nucleus(Tensor law, double topP) {
    Tensor order = law.argsortDescending(-1);
    Tensor sorted = law.gather(1, order);
    // a value stays if the more probable ones do not reach topP
    Tensor before = sorted.cumulativeSum(-1).subtract(sorted);
    return law.scatter(1, order, sorted.multiply(before.less(topP).to(DataType.F64)));
  }
}
