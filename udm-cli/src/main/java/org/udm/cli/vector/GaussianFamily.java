package org.udm.cli.vector;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.udm.cli.run.CommonSettings;
import org.udm.cli.run.Settings;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.bound.ContinuousNelbo;
import org.udm.continuous.bound.GaussianNelbo;
import org.udm.continuous.bound.PixelLevels;
import org.udm.continuous.gaussian.CosinePath;
import org.udm.continuous.gaussian.GaussianCorruption;
import org.udm.continuous.gaussian.GaussianKernel;
import org.udm.continuous.gaussian.GaussianPath;
import org.udm.continuous.gaussian.StepVariance;
import org.udm.continuous.gaussian.StraightPath;
import org.udm.continuous.gaussian.SubVariancePreserving;
import org.udm.continuous.gaussian.TabulatedPath;
import org.udm.continuous.gaussian.VarianceExploding;
import org.udm.continuous.gaussian.VariancePreserving;
import org.udm.continuous.net.Readout;
import org.udm.continuous.predict.LogNormalTimes;
import org.udm.continuous.predict.LossWeights;
import org.udm.continuous.predict.Parametrization;
import org.udm.core.bound.BoundTerms;
import org.udm.core.bound.Nelbo;
import org.udm.core.schedule.TimeGrid;
import org.udm.core.train.TimeLaw;
import org.udm.core.train.Weight;

/** Gaussian diffusion: the family of {@code --corruption gaussian}. */
public final class GaussianFamily implements Family {
  private static final double EDM_LARGEST = 80; // Karras et al., 2022, table 1, as the three below
  private static final double EDM_SMALLEST = 0.002;
  private static final double EDM_MEAN = -1.2;
  private static final double EDM_DEVIATION = 1.2;
  private static final double VE_SMALLEST = 0.01; // Song et al., 2021, appendix C, for images
  private static final double VE_LARGEST = 50;
  private static final double MIN_SNR = 5; // Hang et al., 2023
  private static final double P2_GAMMA = 1; // Choi et al., 2022

  /**
   * Where a run that trains down to t = 0 is judged, and where its solvers make their last step.
   */
  private static final double LEAST_TIME = 1e-5;

  private final GaussianCorruption corruption;
  private final String pathName;
  private final Parametrization parametrization;
  private final Settings settings;
  private final int[] shape;
  private final Optional<PixelLevels> pixels;
  private final double logVolume;

  private GaussianFamily(
      GaussianCorruption corruption,
      String pathName,
      Parametrization parametrization,
      Settings settings,
      int[] shape,
      Optional<PixelLevels> pixels,
      double logVolume) {
    this.corruption = corruption;
    this.pathName = pathName;
    this.parametrization = parametrization;
    this.settings = settings;
    this.shape = shape;
    this.pixels = pixels;
    this.logVolume = logVolume;
  }

  /**
   * Returns the family that settings describe.
   *
   * @param settings the run's options
   * @param shape of an item
   * @param pixels the values of an element, where it has but a few
   * @return the family
   */
  public static GaussianFamily of(Settings settings, int[] shape, Optional<PixelLevels> pixels) {
    String name = settings.text("path");
    return new GaussianFamily(
        GaussianCorruption.of(path(name)),
        name,
        parametrization(settings, name),
        settings,
        shape,
        pixels,
        0);
  }

  /**
   * Returns the family of rows in other units, whose bounds are those of the data's own.
   *
   * @param nats the logarithm of the volume of 1 in the data's units
   * @return the family
   */
  public GaussianFamily withVolume(double nats) {
    return new GaussianFamily(corruption, pathName, parametrization, settings, shape, pixels, nats);
  }

  private static GaussianPath path(String name) {
    return switch (name) {
      case "vp-linear" -> VariancePreserving.standard();
      case "ddpm" -> TabulatedPath.ddpm();
      case "sub-vp" -> SubVariancePreserving.standard();
      case "ve" -> VarianceExploding.geometric(VE_SMALLEST, VE_LARGEST);
      case "flow" -> StraightPath.rectifiedFlow();
      case "edm" -> StraightPath.edm(EDM_LARGEST);
      default -> CosinePath.standard();
    };
  }

  private static Parametrization parametrization(Settings settings, String path) {
    String asked = settings.text("parametrization");
    String name =
        !asked.equals("auto")
            ? asked
            : switch (path) {
              case "flow" -> "flow";
              case "ve", "edm" -> "edm"; // x_t is far from the order of 1
              default -> "velocity";
            };
    return switch (name) {
      case "x0" -> Parametrization.x0();
      case "epsilon" -> Parametrization.epsilon();
      case "score" -> Parametrization.score();
      case "flow" -> Parametrization.flow();
      case "edm" -> Parametrization.edm(settings.number("deviation"));
      case "residual" -> (any, t) -> new Parametrization.Scalars(1, 1, 1, t);
      default -> Parametrization.velocity();
    };
  }

  private GaussianPath path() {
    return corruption.path();
  }

  /** The smallest time that is trained on. */
  private double smallest() {
    double smallest = settings.number("smallest-time");
    return pathName.equals("edm") ? Math.min(smallest, EDM_SMALLEST / EDM_LARGEST) : smallest;
  }

  @Override
  public GaussianCorruption corruption() {
    return corruption;
  }

  @Override
  public TimeLaw timeLaw() {
    return logNormal()
        ? LogNormalTimes.of(path(), EDM_MEAN, EDM_DEVIATION, smallest())
        : CommonSettings.timeLaw(
            settings.text("times").equals("auto") ? "antithetic" : settings.text("times"),
            smallest());
  }

  private boolean logNormal() {
    String times = settings.text("times");
    return times.equals("log-normal") || times.equals("auto") && pathName.equals("edm");
  }

  @Override
  public Weight weight() {
    Weight weight =
        switch (settings.text("weight")) {
          case "x0" -> Weight.one();
          case "simple" -> LossWeights.simple(path());
          case "min-snr" -> LossWeights.minSnr(path(), MIN_SNR);
          case "p2" -> LossWeights.p2(path(), 1, P2_GAMMA);
          case "bound" -> LossWeights.bound(path());
          case "edm" -> LossWeights.edm(path(), settings.number("deviation"));
          default -> // |F* - F|^2 = |x_0 - D|^2 / out^2
              t -> Math.pow(parametrization.at(path(), t).out(), -2);
        };
    return timeLaw() instanceof LogNormalTimes law ? law.underThisLaw(weight) : weight;
  }

  @Override
  public Readout readout() {
    return Readout.of(parametrization, path());
  }

  /** That of data of variance 1. */
  @Override
  public double variance(double t) {
    double sigma = path().sigma(t);
    return sigma * sigma / (path().alpha(t) * path().alpha(t) + sigma * sigma);
  }

  @Override
  public Optional<Nelbo<FloatBatch>> bound(int steps, int draws) {
    Nelbo<FloatBatch> bound = steps == 0 ? continuous(draws) : stepwise(steps);
    return Optional.of(
        logVolume == 0 ? bound : (x0, predictor, rng) -> inUnits(bound.terms(x0, predictor, rng)));
  }

  private BoundTerms inUnits(BoundTerms terms) {
    return new BoundTerms(
        terms.prior(),
        terms.diffusion(),
        Arrays.stream(terms.reconstruction()).map(nats -> nats + logVolume).toArray());
  }

  private Nelbo<FloatBatch> continuous(int draws) {
    ContinuousNelbo bound =
        ContinuousNelbo.of(path(), Math.max(smallest(), LEAST_TIME)).withDraws(draws);
    return pixels.isPresent() ? bound.withPixels(pixels.get()) : bound;
  }

  private Nelbo<FloatBatch> stepwise(int steps) {
    GaussianNelbo bound =
        GaussianNelbo.of(GaussianKernel.ddpm(path()), StepVariance.LARGE, TimeGrid.uniform(steps));
    return pixels.isPresent() ? bound.withPixels(pixels.get()) : bound;
  }

  @Override
  public List<Method> methods() {
    return GaussianMethods.of(corruption, shape, usualTimes(), lastTime());
  }

  private double lastTime() {
    return Math.max(smallest(), LEAST_TIME);
  }

  /** Equal steps of time are no good where the noise is far from the order of 1. */
  private String usualTimes() {
    return pathName.equals("edm") || pathName.equals("ve") ? "karras" : "uniform";
  }

  @Override
  public TimeGrid grid(String times, int steps, Method.Start start) {
    double first = start == Method.Start.AT_ONE ? firstTime() : GaussianGrids.withSignal(path());
    return GaussianGrids.of(times, steps, path(), first, lastTime());
  }

  /** 1, unless the network's output says nothing about x_0 there. */
  private double firstTime() {
    try {
      parametrization.at(path(), 1);
      return 1;
    } catch (IllegalArgumentException e) {
      return GaussianGrids.withSignal(path());
    }
  }

  @Override
  public List<String> grids() {
    return GaussianGrids.NAMES;
  }

  @Override
  public PriorOf prior() {
    return PriorOf.NOISE;
  }
}
