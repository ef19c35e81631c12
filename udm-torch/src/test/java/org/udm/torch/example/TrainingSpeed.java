package org.udm.torch.example;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.udm.torch.Precision;
import org.udm.torch.RuntimeOptions;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.TorchRuntime;
import org.udm.torch.optim.AdamW;
import org.udm.torch.optim.AdamWOptions;
import org.udm.torch.optim.GradientClipping;
import org.udm.torch.parameter.Parameters;

/**
 * Times training steps of {@link TinyTransformer} at two sizes, in both precisions; a program, not
 * a test.
 */
public final class TrainingSpeed {
  private TrainingSpeed() {}

  /** Arguments: number of threads. */
  public static void main(String[] args) {
    int threads = args.length > 0 ? Integer.parseInt(args[0]) : 2;
    for (Precision precision : Precision.values()) {
      TorchRuntime runtime =
          TorchRuntime.of(
              RuntimeOptions.defaults()
                  .withDevice("cpu")
                  .withThreads(threads)
                  .withPrecision(precision));
      measure(runtime, 128, 64, 12, 150);
      measure(runtime, 256, 128, 16, 40);
    }
  }

  @SuppressWarnings("try") // The scope frees the step's tensors.
  private static void measure(TorchRuntime runtime, int width, int length, int batch, int steps) {
    SplittableRandom random = new SplittableRandom(1);
    int mask = 65;
    int[] ids = random.ints((long) batch * length, 0, mask).toArray();
    int[] corrupted = ids.clone();
    int[] positions = random.doubles().limit(0).mapToInt(x -> 0).toArray();
    for (int i = 0; i < ids.length; i++) {
      if (random.nextDouble() < 0.5) {
        corrupted[i] = mask;
        positions = Arrays.copyOf(positions, positions.length + 1);
        positions[positions.length - 1] = i;
      }
    }
    int[] targets = Arrays.stream(positions).map(i -> ids[i]).toArray();
    TinyTransformer network = TinyTransformer.of(mask + 1, width, 4, 4, length);
    try (Parameters parameters = Parameters.of(network.layout(), runtime);
        AdamW optimizer = AdamW.of(parameters, AdamWOptions.defaults())) {
      double[] seconds = new double[steps];
      double last = 0;
      for (int step = 0; step < steps; step++) {
        long start = System.nanoTime();
        try (TensorScope scope = TensorScope.open()) {
          Tensor logits =
              network.logits(
                  parameters.weights(),
                  runtime.tensor(corrupted, batch, length),
                  runtime.tensor(positions, positions.length));
          Tensor loss =
              logits
                  .crossEntropy(runtime.tensor(targets, targets.length))
                  .sum()
                  .multiply(2.0 / ids.length);
          parameters.zeroGradient();
          parameters.backward(loss);
          GradientClipping.clip(parameters, 1);
          optimizer.step(parameters, 1e-3);
          last = loss.item();
        }
        seconds[step] = (System.nanoTime() - start) / 1e9;
      }
      double[] sorted = Arrays.copyOfRange(seconds, steps / 4, steps);
      Arrays.sort(sorted);
      double median = sorted[sorted.length / 2];
      System.out.printf(
          "D=%d L=%d B=%d %s P=%d median %.1f ms min %.1f %.0f tok/s loss %.4f%n",
          width,
          length,
          batch,
          runtime.precision(),
          network.layout().size(),
          median * 1e3,
          sorted[0] * 1e3,
          ids.length / median,
          last);
    }
  }
}
