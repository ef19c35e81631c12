package org.udm.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import org.udm.core.Batch;
import org.udm.core.random.RandomStreams;
import org.udm.core.sample.Sampler;
import org.udm.core.train.DataSource;
import org.udm.core.train.Learner;
import org.udm.core.train.Objective;
import org.udm.core.train.TrainListener.Next;
import org.udm.core.train.Trainer;

/**
 * What a program measured.
 *
 * @param seconds how long each repetition took, in ascending order
 * @param cpuSeconds what a repetition took of all processors together, on average: less than its
 *     duration disturbed by other programs
 * @param nfe rows that the predictor was asked about, for each row of the result
 */
record Timing(double[] seconds, double cpuSeconds, double nfe) {
  private static final int WARM_UP_ROWS = 4; // enough to load and compile what a sampler needs
  private static final Path STATUS = Path.of("/proc/self/status"); // Linux's account of a process

  /** Times training steps: {@code --steps} of them, after {@code --warmup}. */
  static <X extends Batch<X>, E> Timing ofTraining(
      DataSource<X> source, Objective<X, E> objective, Learner<X> learner, Arguments arguments) {
    int warmup = arguments.number("--warmup", 10);
    int steps = arguments.number("--steps", 50);
    long[] ends = new long[warmup + steps + 1];
    double[] cpu = new double[warmup + steps + 1];
    Trainer.of(source, objective, learner)
        .withListener(
            (step, report) -> {
              ends[(int) step] = System.nanoTime();
              cpu[(int) step] = cpuSecondsSoFar();
              return Next.CONTINUE;
            })
        .run(0, warmup + steps, RandomStreams.of(1));
    double[] seconds = new double[steps];
    Arrays.setAll(seconds, k -> (ends[warmup + k + 1] - ends[warmup + k]) / 1e9);
    Arrays.sort(seconds);
    return new Timing(seconds, (cpu[warmup + steps] - cpu[warmup]) / steps, 1);
  }

  /**
   * Times draws of {@code --count} rows, {@code --repeats} times, after one of a few rows.
   *
   * @param sampler the sampler
   * @param asked to which the sampler's predictor adds the rows that it is asked about
   */
  static Timing ofDraws(Sampler<?> sampler, LongAdder asked, Arguments arguments) {
    int count = arguments.number("--count", 64);
    RandomStreams rng = RandomStreams.of(1);
    sampler.draw(Math.min(count, WARM_UP_ROWS), rng.named("warm-up"));
    asked.reset();
    double[] seconds = new double[arguments.number("--repeats", 3)];
    double cpuStart = cpuSecondsSoFar();
    for (int k = 0; k < seconds.length; k++) {
      long start = System.nanoTime();
      sampler.draw(count, rng.at(k));
      seconds[k] = (System.nanoTime() - start) / 1e9;
    }
    Arrays.sort(seconds);
    return new Timing(
        seconds,
        (cpuSecondsSoFar() - cpuStart) / seconds.length,
        (double) asked.sum() / seconds.length / count);
  }

  private static double cpuSecondsSoFar() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime()
        / 1e9;
  }

  /** The most memory that this process ever held, in MiB; 0 where the system is not Linux. */
  private static long peakMebibytes() {
    if (!Files.isReadable(STATUS)) {
      return 0;
    }
    try (var lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith("VmHWM:")) // "VmHWM:   123456 kB"
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) >> 10)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Prints the line of JSON that the twin prints too.
   *
   * @param unit what is counted, in the plural
   * @param units how many of them a repetition makes
   * @param parameters the weights of the network
   */
  void print(String unit, long units, long parameters) {
    double median = seconds[seconds.length / 2];
    System.out.printf(
        Locale.ROOT,
        "{\"units_per_second\": %.1f, \"unit\": \"%s\", \"median_ms\": %.2f, \"fastest_ms\": %.2f, "
            + "\"slowest_ms\": %.2f, \"cpu_ms\": %.2f, \"nfe\": %.1f, \"peak_mib\": %d, "
            + "\"parameters\": %d}%n",
        units / median,
        unit,
        median * 1e3,
        seconds[0] * 1e3,
        seconds[seconds.length - 1] * 1e3,
        cpuSeconds * 1e3,
        nfe,
        peakMebibytes(),
        parameters);
  }
}
