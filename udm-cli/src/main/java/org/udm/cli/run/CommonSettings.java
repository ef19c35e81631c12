package org.udm.cli.run;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.udm.cli.console.Terminal;
import org.udm.cli.console.UserException;
import org.udm.cli.processes.Crew;
import org.udm.core.train.AntitheticTimes;
import org.udm.core.train.ImportanceTimes;
import org.udm.core.train.TimeLaw;
import org.udm.core.train.UniformTimes;
import org.udm.torch.Precision;
import org.udm.torch.RuntimeOptions;
import org.udm.torch.TorchRuntime;
import org.udm.torch.optim.AdamWOptions;
import org.udm.torch.optim.LearningRate;
import org.udm.torch.train.LearnerOptions;

/** The settings that all kinds of data share, and what they mean to the engine. */
public final class CommonSettings {
  /** The largest number of what is counted. */
  public static final long MANY = Integer.MAX_VALUE;

  private static final int IMPORTANCE_BINS = 100;
  private static final double USUAL_LAST_RATE = 1e-4;
  private static final double FALL = 10; // of a rate whose end is not given, as by default
  private static final String RATE = "lr";
  private static final String LAST_RATE = "lr-end";
  private static final String DECAY = "decay";
  private static final String OPTIMISER = "Optimiser";
  private static final String RUN = "Run";

  private CommonSettings() {}

  /**
   * Returns a kind's own settings followed by the common ones.
   *
   * @param own settings of the data, the network and the objective
   * @param standards defaults that differ from the common ones, by name
   * @param samples what {@code --samples} counts
   * @return all settings in the order in which they are shown
   */
  public static List<Setting> after(
      List<Setting> own, Map<String, Object> standards, String samples) {
    return Stream.of(own, optimiser(), run(samples))
        .flatMap(List::stream)
        .map(s -> standards.containsKey(s.name()) ? s.withStandard(standards.get(s.name())) : s)
        .toList();
  }

  /**
   * Returns the settings of training times.
   *
   * @param group their heading
   * @param own words of a kind's own, which come before the common ones
   * @return the settings that {@link #timeLaw} reads, apart from the kind's own words
   */
  public static List<Setting> times(String group, String... own) {
    return List.of(
        Setting.word(
            group,
            "times",
            "How training times are drawn",
            Stream.concat(Arrays.stream(own), Stream.of("antithetic", "uniform", "importance"))
                .toArray(String[]::new)),
        Setting.number(group, "smallest-time", 1e-3, 0, 0.5, "Smallest training time"));
  }

  private static List<Setting> optimiser() {
    return List.of(
        Setting.integer(
            OPTIMISER,
            "steps",
            2000,
            1,
            Long.MAX_VALUE,
            "Optimiser steps in all; a resumed run with other steps follows their learning rates from there on"),
        Setting.integer(OPTIMISER, "batch", 12, 1, MANY, "Rows per step"),
        Setting.integer(
            OPTIMISER, "accumulate", 1, 1, MANY, "Parts that a batch is cut into, to save memory"),
        Setting.number(OPTIMISER, RATE, 1e-3, 1e-12, 10, "Highest learning rate"),
        Setting.number(
                OPTIMISER,
                LAST_RATE,
                USUAL_LAST_RATE,
                0,
                10,
                "Learning rate at the last step, at most --lr; if it is left out and --lr is at most "
                    + Setting.shown(USUAL_LAST_RATE)
                    + ", a tenth of --lr")
            .only(DECAY, "cosine", "linear"),
        Setting.integer(OPTIMISER, "warmup", 100, 0, MANY, "Steps of linear warm-up")
            .only(DECAY, "cosine", "linear"),
        Setting.word(
            OPTIMISER, DECAY, "Shape of the learning rate", "cosine", "linear", "constant"),
        Setting.number(OPTIMISER, "beta1", 0.9, 0, 0.999999, "AdamW's first moment"),
        Setting.number(OPTIMISER, "beta2", 0.99, 0, 0.999999, "AdamW's second moment"),
        Setting.number(OPTIMISER, "epsilon", 1e-8, 1e-20, 1, "AdamW's epsilon"),
        Setting.number(OPTIMISER, "weight-decay", 0.1, 0, 10, "Decay of the weight matrices"),
        Setting.number(OPTIMISER, "clip", 1, 1e-6, 1e12, "Largest gradient norm"),
        Setting.number(
            OPTIMISER,
            "ema",
            0,
            0,
            0.999999,
            "Decay of averaged weights for sampling; 0 for none"));
  }

  private static List<Setting> run(String samples) {
    return List.of(
        Setting.word(
            RUN,
            Engine.SETTING,
            "What computes the network; dl4j is Deeplearning4j on ND4J",
            Engine.words()),
        Setting.integer(RUN, "seed", 1, Long.MIN_VALUE, Long.MAX_VALUE, "Seed of all randomness"),
        Setting.text(RUN, "device", "auto", "cpu, cuda, cuda:N or auto"),
        Setting.integer(
            RUN,
            "threads",
            0,
            0,
            1024,
            "Processor threads; 0 for all cores; another number may change the last bits of the weights"),
        Setting.word(RUN, "precision", "Arithmetic of the network", "fp32", "bf16"),
        Setting.number(
            RUN,
            "minutes",
            0,
            0,
            1e6,
            "Save and stop after so many minutes of training; 0 for never"),
        Setting.integer(RUN, "log-every", 10, 1, MANY, "Steps between lines of metrics"),
        Setting.integer(RUN, "eval-every", 500, 0, MANY, "Steps between validations; 0 for never"),
        Setting.integer(RUN, "eval-rows", 128, 1, MANY, "Validation rows of each validation"),
        Setting.integer(RUN, "save-every", 500, 1, MANY, "Steps between checkpoints"),
        Setting.integer(RUN, "samples", 1, 0, 1000, samples + " drawn at each validation"));
  }

  /**
   * Returns how training times are drawn, as {@code --times} and {@code --smallest-time} say.
   *
   * @param settings the run's options
   * @return the law, which has seen nothing
   */
  public static TimeLaw timeLaw(Settings settings) {
    return timeLaw(settings.text("times"), settings.number("smallest-time"));
  }

  /**
   * Returns a law of training times.
   *
   * @param name antithetic, uniform or importance
   * @param smallest the smallest time, in [0, 1)
   * @return the law, which has seen nothing
   */
  public static TimeLaw timeLaw(String name, double smallest) {
    return switch (name) {
      case "antithetic" -> AntitheticTimes.from(smallest);
      case "uniform" -> UniformTimes.from(smallest);
      default -> ImportanceTimes.from(smallest, IMPORTANCE_BINS);
    };
  }

  /**
   * Returns how the network learns.
   *
   * @param settings the run's options
   * @return the learner's options
   * @throws UserException if they contradict one another
   */
  static LearnerOptions learnerOptions(Settings settings) {
    try {
      AdamWOptions adamW =
          new AdamWOptions(
              settings.number("beta1"),
              settings.number("beta2"),
              settings.number("epsilon"),
              settings.number("weight-decay"));
      return new LearnerOptions(
          adamW,
          learningRate(settings),
          settings.number("clip"),
          settings.integer("accumulate"),
          settings.number("ema"));
    } catch (IllegalArgumentException e) {
      throw UserException.usage(e.getMessage());
    }
  }

  private static LearningRate learningRate(Settings settings) {
    double peak = settings.number(RATE);
    double end = lastRate(settings);
    long steps = settings.longInteger("steps");
    long warmup = Math.min(settings.longInteger("warmup"), steps - 1);
    return switch (settings.text(DECAY)) {
      case "cosine" -> LearningRate.cosine(peak, end, warmup, steps);
      case "linear" -> LearningRate.linear(peak, end, warmup, steps);
      default -> LearningRate.constant(peak);
    };
  }

  /**
   * Returns the learning rate at the last step.
   *
   * @param settings the run's options
   * @return at most {@code --lr}, also for records of runs that were started with a larger one
   */
  public static double lastRate(Settings settings) {
    return Math.min(settings.number(RATE), settings.number(LAST_RATE));
  }

  /**
   * Returns the settings of a new run with a last learning rate below the highest, unless the user
   * gave the same for both.
   *
   * @param settings the run's options
   * @param chosen the names of those that the user gave
   * @return the same, or with a tenth of {@code --lr} where it alone was given
   * @throws UserException if the user gave a larger one
   */
  public static Settings withLastRate(Settings settings, Set<String> chosen) {
    double peak = settings.number(RATE);
    double end = settings.number(LAST_RATE);
    if (end < peak || settings.text(DECAY).equals("constant")) {
      return settings;
    }
    if (chosen.contains(LAST_RATE)) {
      if (end == peak) {
        return settings;
      }
      throw UserException.usage(
          "--lr-end %s with --lr %s: the learning rate falls from --lr to --lr-end; give at most --lr, or leave --lr-end out"
              .formatted(Setting.shown(end), Setting.shown(peak)));
    }
    return chosen.contains(RATE)
        ? settings.with(Map.of(LAST_RATE, peak / FALL), Settings.COMMAND_LINE)
        : settings; // the record of an earlier run
  }

  /** The engine that the settings ask for, in one of several processes. */
  static TorchRuntime runtime(Settings settings, Crew crew) {
    return runtime(settings, crew, settings.text("device"), settings.integer("threads"));
  }

  /** The engine that the settings ask for, on another device or with other threads. */
  static TorchRuntime runtime(Settings settings, Crew crew, String choice, int asked) {
    String device = crew.device(choice);
    int threads = crew.threads(asked);
    RuntimeOptions options =
        RuntimeOptions.defaults()
            .withDevice(device)
            .withPrecision(
                settings.text("precision").equals("bf16") ? Precision.BF16 : Precision.FP32)
            .withSeed(settings.longInteger("seed"));
    try {
      TorchRuntime runtime = TorchRuntime.of(threads == 0 ? options : options.withThreads(threads));
      if (device.equals("auto")) {
        ChosenDevice.words(runtime.device()).ifPresent(Terminal.standard()::line);
      }
      return runtime;
    } catch (IllegalArgumentException e) {
      throw UserException.usage(e.getMessage());
    }
  }
}
