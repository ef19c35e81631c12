package org.udm.cli.image;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.udm.cli.run.CommonSettings;
import org.udm.cli.run.Settings;
import org.udm.cli.vector.Family;
import org.udm.cli.vector.Method;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.linear.ColdDegradation;
import org.udm.continuous.linear.ColdKernels;
import org.udm.continuous.linear.DataPrior;
import org.udm.continuous.linear.LinearCorruption;
import org.udm.continuous.linear.LinearKernel;
import org.udm.continuous.linear.StepVariance;
import org.udm.continuous.net.Readout;
import org.udm.continuous.solve.TimeGrids;
import org.udm.core.Corruption;
import org.udm.core.Prior;
import org.udm.core.bound.Nelbo;
import org.udm.core.reverse.ReverseKernels;
import org.udm.core.schedule.TimeGrid;
import org.udm.core.train.TimeLaw;
import org.udm.core.train.Weight;

/**
 * A linear corruption, with noise or without.
 *
 * @param corruption the corruption
 * @param training how its network learns
 * @param prior what its prior is made of
 * @param methods its samplers by name
 */
record LinearFamily(
    Corruption<FloatBatch, ?> corruption, Training training, PriorOf prior, List<Method> methods)
    implements Family {
  private static final String UNIFORM = "uniform";
  private static final String QUADRATIC = "quadratic";
  private static final int STEPS = 50;

  /**
   * How the network of a linear corruption learns.
   *
   * @param readout what it says
   * @param times how training times are drawn
   * @param smallest the smallest one
   */
  record Training(Readout readout, String times, double smallest) {

    /** What settings say, and what is usual where they say nothing. */
    static Training of(Settings settings, String usualReadout) {
      String readout = settings.text("parametrization");
      String times = settings.text("times");
      return new Training(
          (readout.equals("auto") ? usualReadout : readout).equals("x0")
              ? Readout.x0()
              : Readout.residual(),
          times.equals("auto") ? "antithetic" : times,
          settings.number("smallest-time"));
    }
  }

  /** The family of a corruption without noise. */
  static Family cold(ColdDegradation degradation, Training training, Supplier<FloatBatch> data) {
    Prior<FloatBatch> prior = new LazyPrior(() -> DataPrior.of(degradation, data.get()));
    return new LinearFamily(
        degradation,
        training,
        PriorOf.DATA,
        List.of(
            Method.kernel("improved", STEPS, UNIFORM, prior, ColdKernels.improved(degradation)),
            Method.kernel("naive", STEPS, UNIFORM, prior, ColdKernels.naive(degradation))));
  }

  /** The family of a corruption with noise that leaves something of x_0 at t = 1. */
  static Family fromData(
      LinearCorruption corruption, Training training, Supplier<FloatBatch> data) {
    Prior<FloatBatch> prior = new LazyPrior(() -> DataPrior.of(corruption, data.get()));
    return new LinearFamily(
        corruption,
        training,
        PriorOf.DATA,
        List.of(same(corruption, prior), markov(corruption, prior), fresh(corruption, prior)));
  }

  /** The family of a corruption that leaves nothing of x_0 at t = 1. */
  static Family fromNoise(LinearCorruption corruption, Training training) {
    Prior<FloatBatch> prior = corruption.prior();
    return new LinearFamily(
        corruption,
        training,
        PriorOf.NOISE,
        List.of(markov(corruption, prior), same(corruption, prior), fresh(corruption, prior)));
  }

  private static Method same(LinearCorruption corruption, Prior<FloatBatch> prior) {
    return Method.kernel(
        "same", STEPS, UNIFORM, prior, ReverseKernels.same(corruption, corruption));
  }

  private static Method fresh(LinearCorruption corruption, Prior<FloatBatch> prior) {
    return Method.kernel("fresh", STEPS, UNIFORM, prior, ReverseKernels.fresh(corruption));
  }

  private static Method markov(LinearCorruption corruption, Prior<FloatBatch> prior) {
    return Method.kernel(
        "markov",
        2 * STEPS,
        UNIFORM,
        prior,
        1,
        eta -> LinearKernel.of(corruption, StepVariance.markov(eta)));
  }

  @Override
  public TimeLaw timeLaw() {
    return CommonSettings.timeLaw(training.times(), training.smallest());
  }

  /** What the network says is x_0 but for what it is given, so both weights are one. */
  @Override
  public Weight weight() {
    return Weight.one();
  }

  @Override
  public Readout readout() {
    return training.readout();
  }

  @Override
  public double variance(double t) {
    return 0; // no bound asks for it
  }

  @Override
  public Optional<Nelbo<FloatBatch>> bound(int steps, int draws) {
    return Optional.empty();
  }

  @Override
  public TimeGrid grid(String times, int steps, Method.Start start) {
    return times.equals(QUADRATIC) ? TimeGrids.quadratic(steps) : TimeGrid.uniform(steps);
  }

  @Override
  public List<String> grids() {
    return List.of(UNIFORM, QUADRATIC);
  }
}
