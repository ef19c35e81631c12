package org.udm.cli.image;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.udm.cli.console.UserException;
import org.udm.cli.run.Setting;
import org.udm.cli.run.Settings;
import org.udm.cli.vector.Family;
import org.udm.cli.vector.VectorSettings;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.linear.Blur;
import org.udm.continuous.linear.BlurWidth;
import org.udm.continuous.linear.BlurringDiffusion;
import org.udm.continuous.linear.ColdDegradation;
import org.udm.continuous.linear.DctBasis;
import org.udm.continuous.linear.FadingMask;
import org.udm.continuous.linear.HaarBasis;
import org.udm.continuous.linear.LinearCorruption;
import org.udm.continuous.linear.NoiseLevel;
import org.udm.continuous.linear.PixelBasis;
import org.udm.continuous.linear.Pixelation;
import org.udm.continuous.linear.Spectrum;
import org.udm.core.schedule.CosineSchedule;

/** The linear corruptions of images by their names on the command line. */
enum LinearTable {
  /** Heat dissipation. */
  BLUR,
  /** Gaussian diffusion in which high frequencies fade first. */
  BLURRING,
  /** Blocks of pixels become one. */
  PIXELATION,
  /** An image vanishes from its middle. */
  FADING,
  /** Blur without noise. */
  COLD_BLUR,
  /** Blocks of pixels become one, without noise. */
  COLD_PIXELATION;

  private static final String CORRUPTION = "corruption";

  /** The name on the command line. */
  private String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static List<String> names() {
    return Arrays.stream(values()).map(LinearTable::word).toList();
  }

  /** The settings of these corruptions alone. */
  static List<Setting> settings() {
    String group = VectorSettings.OBJECTIVE;
    return List.of(
        only(
            Setting.number(group, "blur-min", 0.5, 1e-3, 1e3, "Width of the least blur, in pixels"),
            BLUR,
            COLD_BLUR),
        only(
            Setting.number(
                group, "blur-max", 20, 1e-2, 1e4, "Width of the blur at t = 1, in pixels"),
            BLUR,
            BLURRING,
            COLD_BLUR),
        only(
            Setting.integer(
                group,
                "levels",
                2,
                1,
                20,
                "Blocks of pixelation at t = 1 have 2^levels pixels a side"),
            PIXELATION,
            COLD_PIXELATION),
        only(
            Setting.number(
                group, "noise", 0.01, 1e-6, 10, "Noise of blur and pixelation at every t above 0"),
            BLUR,
            PIXELATION),
        only(
            Setting.number(group, "fading-noise", 1, 1e-6, 10, "Noise of fading at t = 1"),
            FADING));
  }

  private static Setting only(Setting setting, LinearTable... of) {
    return setting.only(
        CORRUPTION, Arrays.stream(of).map(LinearTable::word).toArray(String[]::new));
  }

  /** The family of settings whose corruption is one of these. */
  static Family family(Settings settings, int[] shape, Supplier<FloatBatch> data) {
    String corruption = settings.text(CORRUPTION);
    LinearTable entry =
        Arrays.stream(values()).filter(e -> e.word().equals(corruption)).findAny().orElseThrow();
    if (settings.text("times").equals("log-normal")) {
      throw UserException.usage(
          "--times log-normal with --corruption %s: it is for gaussian; choose antithetic, uniform or importance"
              .formatted(corruption));
    }
    if (!List.of("output", "x0").contains(settings.text("weight"))) {
      throw UserException.usage(
          "--weight %s with --corruption %s: it is for gaussian; choose output or x0"
              .formatted(settings.text("weight"), corruption));
    }
    if (!List.of("auto", "x0", "residual").contains(settings.text("parametrization"))) {
      throw UserException.usage(
          "--parametrization %s with --corruption %s: it is for gaussian; choose auto, x0 or residual"
              .formatted(settings.text("parametrization"), corruption));
    }
    try {
      return entry.family(settings, entry.spectrum(settings, shape), data);
    } catch (IllegalArgumentException e) {
      throw UserException.usage(e.getMessage());
    }
  }

  private Spectrum spectrum(Settings settings, int[] shape) {
    double largest = settings.number("blur-max");
    NoiseLevel noise = NoiseLevel.constant(settings.number("noise"));
    return switch (this) {
      case BLUR, COLD_BLUR ->
          Blur.of(
              DctBasis.of(shape),
              BlurWidth.logarithmic(settings.number("blur-min"), largest),
              noise);
      case BLURRING ->
          BlurringDiffusion.of(
              DctBasis.of(shape), CosineSchedule.create(), BlurWidth.sine(largest));
      case PIXELATION, COLD_PIXELATION ->
          Pixelation.of(HaarBasis.of(settings.integer("levels"), shape), noise);
      case FADING ->
          FadingMask.of(
              PixelBasis.of(shape),
              shape[shape.length - 1],
              NoiseLevel.linear(settings.number("fading-noise")));
    };
  }

  private Family family(Settings settings, Spectrum spectrum, Supplier<FloatBatch> data) {
    LinearFamily.Training training = LinearFamily.Training.of(settings, usualReadout());
    return switch (this) {
      case COLD_BLUR, COLD_PIXELATION ->
          LinearFamily.cold(ColdDegradation.of(spectrum), training, data);
      case BLUR, PIXELATION -> LinearFamily.fromData(LinearCorruption.of(spectrum), training, data);
      case BLURRING, FADING -> LinearFamily.fromNoise(LinearCorruption.of(spectrum), training);
    };
  }

  /** What the network says where nothing is chosen: what is missing, where much is left of x_0. */
  private String usualReadout() {
    return this == BLURRING || this == FADING ? "x0" : "residual";
  }
}
