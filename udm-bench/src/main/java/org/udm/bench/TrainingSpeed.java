package org.udm.bench;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.udm.core.random.RandomStreams;
import org.udm.core.schedule.PolynomialSchedule;
import org.udm.core.train.AntitheticTimes;
import org.udm.core.train.DataSource;
import org.udm.core.train.Objective;
import org.udm.core.train.TrainListener.Next;
import org.udm.core.train.Trainer;
import org.udm.core.train.Weight;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.mask.MaskNoise;
import org.udm.discrete.mask.Masking;
import org.udm.discrete.net.MaskedLoss;
import org.udm.discrete.net.Transformer;
import org.udm.discrete.net.TransformerShape;
import org.udm.torch.Precision;
import org.udm.torch.RuntimeOptions;
import org.udm.torch.TorchRuntime;
import org.udm.torch.optim.LearningRate;
import org.udm.torch.train.LearnerOptions;
import org.udm.torch.train.LossLearner;

/**
 * Times training steps of the masked text model, the twin of {@code twin.py speed}: prints one line
 * of JSON with the median tokens per second.
 *
 * <p>Options, each followed by a value: {@code --width --layers --heads --block --batch --precision
 * --threads --warmup --steps}.
 */
public final class TrainingSpeed {
  private static final int VOCABULARY = 65; // characters of tiny Shakespeare

  private TrainingSpeed() {}

  /**
   * Runs the timing.
   *
   * @param args pairs of option and value
   */
  public static void main(String[] args) {
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i + 1 < args.length; i += 2) {
      options.put(args[i], args[i + 1]);
    }
    int block = number(options, "--block", 64);
    int batch = number(options, "--batch", 12);
    int warmup = number(options, "--warmup", 10);
    int steps = number(options, "--steps", 50);
    int threads = number(options, "--threads", Runtime.getRuntime().availableProcessors());
    TransformerShape shape =
        TransformerShape.of(VOCABULARY, block)
            .withLayers(number(options, "--layers", 4))
            .withWidth(number(options, "--width", 128), number(options, "--heads", 4));
    Precision precision =
        Precision.valueOf(options.getOrDefault("--precision", "fp32").toUpperCase(Locale.ROOT));
    TorchRuntime runtime =
        TorchRuntime.of(
            RuntimeOptions.defaults()
                .withDevice("cpu")
                .withThreads(threads)
                .withPrecision(precision)
                .withSeed(1));
    Masking masking = Masking.of(VOCABULARY, PolynomialSchedule.linear());
    Objective<TokenBatch, MaskNoise> objective =
        new Objective<>(masking, AntitheticTimes.from(1e-3), Weight.bound(masking.schedule()));
    DataSource<TokenBatch> source =
        (step, rng) -> {
          int[][] rows = new int[batch][block];
          for (int i = 0; i < batch; i++) {
            var stream = rng.row(i);
            Arrays.setAll(rows[i], l -> stream.index(VOCABULARY));
          }
          return TokenBatch.of(rows);
        };
    long[] nanos = new long[warmup + steps + 1];
    try (LossLearner<TokenBatch> learner =
        LossLearner.of(
            MaskedLoss.of(Transformer.of(shape), masking.mask()),
            LearnerOptions.of(LearningRate.constant(1e-3)),
            runtime)) {
      nanos[0] = System.nanoTime();
      Trainer.of(source, objective, learner)
          .withListener(
              (step, report) -> {
                nanos[(int) step] = System.nanoTime();
                return Next.CONTINUE;
              })
          .run(0, warmup + steps, RandomStreams.of(1));
    }
    double[] seconds = new double[steps];
    Arrays.setAll(seconds, k -> (nanos[warmup + k + 1] - nanos[warmup + k]) / 1e9);
    Arrays.sort(seconds);
    double median = seconds[steps / 2];
    System.out.printf(
        Locale.ROOT,
        "{\"tokens_per_second\": %.1f, \"median_step_ms\": %.2f, \"fastest_step_ms\": %.2f}%n",
        batch * block / median,
        median * 1e3,
        seconds[0] * 1e3);
  }

  private static int number(Map<String, String> options, String name, int standard) {
    return options.containsKey(name) ? Integer.parseInt(options.get(name)) : standard;
  }
}
