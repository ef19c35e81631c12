package org.udm.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.udm.core.random.RandomStreams;
import org.udm.core.schedule.PolynomialSchedule;
import org.udm.core.train.AntitheticTimes;
import org.udm.core.train.DataSource;
import org.udm.core.train.Objective;
import org.udm.core.train.Weight;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.mask.MaskNoise;
import org.udm.discrete.mask.Masking;
import org.udm.discrete.net.MaskedLoss;
import org.udm.discrete.net.Transformer;
import org.udm.torch.DataType;
import org.udm.torch.Device;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.TorchRuntime;
import org.udm.torch.optim.LearningRate;
import org.udm.torch.parallel.Patience;
import org.udm.torch.parallel.Peers;
import org.udm.torch.parallel.ProcessGroup;
import org.udm.torch.parallel.Rendezvous;
import org.udm.torch.train.LearnerOptions;
import org.udm.torch.train.LossLearner;

/**
 * Times training steps and sums of the processes that the environment speaks of; {@code scale.sh}
 * starts them. Process 0 prints one line of JSON.
 *
 * <p>{@code train}: steps of {@link TextTrainingSpeed}, whose batch the processes share; alone
 * where the environment speaks of none. {@code sum}: the sum of {@code --kilobytes} over all
 * processes. {@code data}: one thread's processor time for corrupting a batch.
 */
public final class ProcessSpeed {
  private ProcessSpeed() {}

  /**
   * Runs the timing.
   *
   * @param args train, sum or data, then pairs of option and value
   */
  public static void main(String[] args) {
    String[] options = Arrays.copyOfRange(args, 1, args.length);
    Optional<Rendezvous> place = Rendezvous.of(System.getenv());
    if (place.isEmpty()) {
      time(args[0], options, Peers.alone());
      return;
    }
    try (ProcessGroup group =
        ProcessGroup.join(place.get(), Device.CPU, Patience.defaults(), () -> {})) {
      time(args[0], options, group);
      group.finish();
    }
  }

  private static void time(String what, String[] options, Peers peers) {
    switch (what) {
      case "train" -> train(options, peers);
      case "sum" -> sum(options, peers);
      case "data" -> data(options);
      default -> throw new IllegalArgumentException(what + ": it must be train, sum or data");
    }
  }

  /**
   * What this process has used so far: on a machine with other work, unlike time, it is its own.
   */
  private static double processorSeconds() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
  }

  private static DataSource<TokenBatch> source(int batch, int block) {
    return (step, rng) -> TextTrainingSpeed.characters(batch, block, rng);
  }

  private static Objective<TokenBatch, MaskNoise> objective(Masking masking) {
    return new Objective<>(masking, AntitheticTimes.from(1e-3), Weight.bound(masking.schedule()));
  }

  private static Masking masking() {
    return Masking.of(TextTrainingSpeed.VOCABULARY, PolynomialSchedule.linear());
  }

  private static void data(String[] options) {
    Arguments arguments = Arguments.of(options, "--block", "--batch", "--warmup", "--steps");
    int block = arguments.number("--block", 1024);
    int batch = arguments.number("--batch", 64);
    int warmup = arguments.number("--warmup", 20);
    double[] nanos = new double[arguments.number("--steps", 50)];
    DataSource<TokenBatch> source = source(batch, block);
    Objective<TokenBatch, MaskNoise> objective = objective(masking());
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    for (int k = -warmup; k < nanos.length; k++) {
      RandomStreams rng = RandomStreams.of(1).at(k + warmup);
      TokenBatch x0 = source.batch(k, rng.named("data"));
      long start = threads.getCurrentThreadCpuTime();
      objective.example(x0, rng);
      if (k >= 0) {
        nanos[k] = (threads.getCurrentThreadCpuTime() - start) / ((double) batch * block);
      }
    }
    Arrays.sort(nanos);
    System.out.printf(Locale.ROOT, "{\"nanoseconds_per_token\": %.1f}%n", nanos[nanos.length / 2]);
  }

  private static void train(String[] options, Peers peers) {
    Arguments arguments =
        Arguments.of(
            options, "--width", "--layers", "--heads", "--block", "--batch", "--warmup", "--steps");
    int block = arguments.number("--block", 128);
    int batch = arguments.number("--batch", 16);
    Masking masking = masking();
    Transformer network = TextTrainingSpeed.network(arguments, block);
    try (LossLearner<TokenBatch> learner =
        LossLearner.of(
            MaskedLoss.of(network, masking.mask()),
            LearnerOptions.of(LearningRate.constant(1e-3)),
            arguments.runtime(),
            peers)) {
      double before = processorSeconds();
      Timing timing =
          Timing.ofTraining(source(batch, block), objective(masking), learner, arguments);
      double used = processorSeconds() - before;
      if (peers.leads()) {
        timing.print("tokens", (long) batch * block, network.layout().size());
        System.out.printf(
            Locale.ROOT, "{\"processor_ms_per_step\": %.1f}%n", 1e3 * used / learner.steps());
      }
    }
  }

  @SuppressWarnings("try") // the scope frees the tensor
  private static void sum(String[] options, Peers peers) {
    Arguments arguments = Arguments.of(options, "--kilobytes", "--warmup", "--steps");
    TorchRuntime runtime = arguments.runtime();
    int kilobytes = arguments.number("--kilobytes", 1024);
    int warmup = arguments.number("--warmup", 10);
    double[] seconds = new double[arguments.number("--steps", 50)];
    try (TensorScope scope = TensorScope.inference()) {
      Tensor values = runtime.zeros(DataType.F32, 256L * kilobytes);
      for (int k = -warmup; k < seconds.length; k++) {
        long start = System.nanoTime();
        peers.sum(values);
        if (k >= 0) {
          seconds[k] = (System.nanoTime() - start) / 1e9;
        }
      }
    }
    Arrays.sort(seconds);
    if (peers.leads()) {
      System.out.printf(
          Locale.ROOT,
          "{\"kilobytes\": %d, \"median_ms\": %.3f, \"fastest_ms\": %.3f, \"slowest_ms\": %.3f}%n",
          kilobytes,
          seconds[seconds.length / 2] * 1e3,
          seconds[0] * 1e3,
          seconds[seconds.length - 1] * 1e3);
    }
  }
}
