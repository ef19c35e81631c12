package org.udm.cli;

import org.udm.core.schedule.CosineSchedule;
import org.udm.core.schedule.LogLinearSchedule;
import org.udm.core.schedule.PolynomialSchedule;
import org.udm.core.schedule.Schedule;
import org.udm.core.train.AntitheticTimes;
import org.udm.core.train.ImportanceTimes;
import org.udm.core.train.Objective;
import org.udm.core.train.TimeLaw;
import org.udm.core.train.UniformTimes;
import org.udm.core.train.Weight;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.mask.MaskNoise;
import org.udm.discrete.mask.Masking;
import org.udm.discrete.net.Transformer;
import org.udm.discrete.net.TransformerShape;
import org.udm.discrete.sample.TimeUse;
import org.udm.discrete.text.Vocabulary;
import org.udm.torch.Precision;
import org.udm.torch.RuntimeOptions;
import org.udm.torch.TorchRuntime;
import org.udm.torch.optim.AdamWOptions;
import org.udm.torch.optim.LearningRate;
import org.udm.torch.train.LearnerOptions;

/** What the settings of a text run mean: the parts of a masked diffusion model. */
record TextModel(Settings settings, Vocabulary vocabulary) {
  private static final double LOG_LINEAR_END = 1e-3; // as in SEDD and MDLM
  private static final int IMPORTANCE_BINS = 100;

  Masking masking() {
    return Masking.of(vocabulary.size(), schedule());
  }

  private Schedule schedule() {
    return switch (settings.text("schedule")) {
      case "linear" -> PolynomialSchedule.linear();
      case "cosine" -> CosineSchedule.create();
      case "polynomial" -> PolynomialSchedule.of(settings.number("power"));
      default -> LogLinearSchedule.endingAt(LOG_LINEAR_END);
    };
  }

  Objective<TokenBatch, MaskNoise> objective() {
    double smallest = settings.number("smallest-time");
    TimeLaw times =
        switch (settings.text("times")) {
          case "antithetic" -> AntitheticTimes.from(smallest);
          case "uniform" -> UniformTimes.from(smallest);
          default -> ImportanceTimes.from(smallest, IMPORTANCE_BINS);
        };
    Weight weight =
        settings.text("weight").equals("bound") ? Weight.bound(schedule()) : Weight.one();
    return new Objective<>(masking(), times, weight);
  }

  Transformer network() {
    try {
      return Transformer.of(
          TransformerShape.of(vocabulary.size(), settings.integer("length"))
              .withLayers(settings.integer("layers"))
              .withWidth(settings.integer("width"), settings.integer("heads"))
              .withPositions(
                  settings.text("positions").equals("learned")
                      ? TransformerShape.PositionCode.LEARNED
                      : TransformerShape.PositionCode.ROTARY)
              .withNorm(
                  settings.text("norm").equals("layer")
                      ? TransformerShape.NormKind.LAYER
                      : TransformerShape.NormKind.RMS)
              .withTimeUse(
                  settings.text("time").equals("none") ? TimeUse.IGNORES_TIME : TimeUse.SEES_TIME));
    } catch (IllegalArgumentException e) {
      throw UserException.usage(e.getMessage());
    }
  }

  LearnerOptions learnerOptions() {
    try {
      AdamWOptions adamW =
          new AdamWOptions(
              settings.number("beta1"),
              settings.number("beta2"),
              settings.number("epsilon"),
              settings.number("weight-decay"));
      return new LearnerOptions(
          adamW,
          learningRate(),
          settings.number("clip"),
          settings.integer("accumulate"),
          settings.number("ema"));
    } catch (IllegalArgumentException e) {
      throw UserException.usage(e.getMessage());
    }
  }

  private LearningRate learningRate() {
    double peak = settings.number("lr");
    double end = settings.number("lr-end");
    long steps = settings.longInteger("steps");
    long warmup = Math.min(settings.longInteger("warmup"), steps - 1);
    return switch (settings.text("decay")) {
      case "cosine" -> LearningRate.cosine(peak, Math.min(peak, end), warmup, steps);
      case "linear" -> LearningRate.linear(peak, Math.min(peak, end), warmup, steps);
      default -> LearningRate.constant(peak);
    };
  }

  TorchRuntime runtime() {
    return runtime(settings, settings.text("device"), settings.integer("threads"));
  }

  /** The engine that the settings ask for, on another device or with other threads. */
  static TorchRuntime runtime(Settings settings, String device, int threads) {
    RuntimeOptions options =
        RuntimeOptions.defaults()
            .withDevice(device)
            .withPrecision(
                settings.text("precision").equals("bf16") ? Precision.BF16 : Precision.FP32)
            .withSeed(settings.longInteger("seed"));
    try {
      return TorchRuntime.of(threads == 0 ? options : options.withThreads(threads));
    } catch (IllegalArgumentException e) {
      throw UserException.usage(e.getMessage());
    }
  }
}
