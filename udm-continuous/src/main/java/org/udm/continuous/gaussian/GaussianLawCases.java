package org.udm.continuous.gaussian;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleBiFunction;
import org.udm.continuous.FloatBatch;
import org.udm.core.reverse.ReverseKernel;
import org.udm.core.reverse.ReverseKernels;
import org.udm.core.verify.LawCase;
import org.udm.core.verify.LawCases;
import org.udm.core.verify.MarginalIdentity;
import org.udm.core.verify.Statistic;

/** The Gaussian corruption of every path with its reverse kernels, for {@code udm verify}. */
public final class GaussianLawCases implements LawCases {
  private static final int SAMPLES = 4000; // finds a difference of distribution functions of 0.12

  /** Of different sizes, so that a wrong coefficient of x_0 shows. */
  private static final FloatBatch CLEAN = FloatBatch.points(new float[] {1.5f, -0.5f});

  /** For the service loader. */
  public GaussianLawCases() {}

  /**
   * Returns the statistics that points of the plane are compared by.
   *
   * @return each coordinate, their sum, which sees their dependence, and the radius
   */
  public static List<Statistic<FloatBatch>> planeStatistics() {
    return List.of(
        statistic("first coordinate", (x, i) -> x.at(i, 0)),
        statistic("second coordinate", (x, i) -> x.at(i, 1)),
        statistic("sum of the coordinates", (x, i) -> (double) x.at(i, 0) + x.at(i, 1)),
        statistic("radius", (x, i) -> Math.hypot(x.at(i, 0), x.at(i, 1))));
  }

  private static Statistic<FloatBatch> statistic(
      String name, ToDoubleBiFunction<FloatBatch, Integer> value) {
    return new Statistic<>(
        name,
        x -> {
          double[] values = new double[x.rows()];
          java.util.Arrays.setAll(values, i -> value.applyAsDouble(x, i));
          return values;
        });
  }

  @Override
  public List<LawCase> cases() {
    Map<String, GaussianPath> paths = new LinkedHashMap<>();
    paths.put("vp", VariancePreserving.standard());
    paths.put("sub-vp", SubVariancePreserving.standard());
    paths.put("ve", VarianceExploding.geometric(0.01, 50));
    paths.put("cosine", CosinePath.standard());
    paths.put("ddpm", TabulatedPath.ddpm());
    paths.put("zero-snr", TabulatedPath.ddpm().withZeroTerminalSnr());
    paths.put("rectified-flow", StraightPath.rectifiedFlow());
    paths.put("edm", StraightPath.edm(80));
    List<LawCase> cases = new ArrayList<>();
    paths.forEach((name, path) -> cases.addAll(cases(name, path)));
    return cases;
  }

  private static List<LawCase> cases(String name, GaussianPath path) {
    GaussianCorruption noise = GaussianCorruption.of(path);
    ReverseKernel<FloatBatch> fresh = ReverseKernels.fresh(noise);
    ReverseKernel<FloatBatch> same = ReverseKernels.same(noise, noise);
    Map<String, ReverseKernel<FloatBatch>> kernels = new LinkedHashMap<>();
    kernels.put("fresh", fresh);
    kernels.put("same", same);
    kernels.put("mixture", ReverseKernels.mixture((t, s) -> s / t, same, fresh));
    kernels.put("ddim", GaussianKernel.ddim(path, 0));
    kernels.put("ddim-half", GaussianKernel.ddim(path, 0.5));
    kernels.put("ddpm", GaussianKernel.ddpm(path));
    kernels.put("partly-fresh", GaussianKernel.partlyFresh(path, 0.6));
    return kernels.entrySet().stream()
        .map(
            kernel ->
                new LawCase(
                    "gaussian-" + name + "/" + kernel.getKey(),
                    () ->
                        MarginalIdentity.of(noise, kernel.getValue(), CLEAN)
                            .withPosterior(noise)
                            .withStatistics(planeStatistics())
                            .with(MarginalIdentity.Options.defaults().withSamples(SAMPLES))))
        .toList();
  }
}
