package org.udm.continuous.linear;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.FloatStatistics;
import org.udm.core.reverse.ReverseKernel;
import org.udm.core.reverse.ReverseKernels;
import org.udm.core.schedule.CosineSchedule;
import org.udm.core.verify.LawCase;
import org.udm.core.verify.LawCases;
import org.udm.core.verify.MarginalIdentity;

/** Linear corruptions and degradations with their reverse kernels, for {@code udm verify}. */
public final class LinearLawCases implements LawCases {
  private static final int SIDE = 4; // of the images
  private static final int CASE_SAMPLES = 6_000; // a side: all cases together in some 10 seconds

  /** For the service loader. */
  public LinearLawCases() {}

  @Override
  public List<LawCase> cases() {
    Basis pixels = PixelBasis.of(1, SIDE, SIDE);
    Map<String, Spectrum> spectra = new LinkedHashMap<>();
    DctBasis cosines = DctBasis.of(pixels.shape());
    spectra.put(
        "blur-heat", Blur.of(cosines, BlurWidth.logarithmic(0.5, 4), NoiseLevel.constant(0.1)));
    spectra.put("blur-soft", Blur.of(cosines, BlurWidth.sine(2), NoiseLevel.linear(1.5)));
    spectra.put(
        "blurring-diffusion",
        BlurringDiffusion.of(cosines, CosineSchedule.create(), BlurWidth.sine(2)));
    spectra.put(
        "pixelation", Pixelation.of(HaarBasis.of(2, pixels.shape()), NoiseLevel.constant(0.1)));
    spectra.put(
        "fading-mask", FadingMask.of(PixelBasis.of(pixels.shape()), 1.5, NoiseLevel.constant(0.1)));
    FloatBatch images = image();
    List<LawCase> cases = new ArrayList<>();
    spectra.forEach((name, spectrum) -> cases.addAll(cases(name, spectrum, images)));
    cases.addAll(matrices());
    ColdDegradation cold = ColdDegradation.of(spectra.get("blur-heat"));
    cases.add(exactly("cold-blur/naive", cold, ColdKernels.naive(cold), images));
    cases.add(exactly("cold-blur/improved", cold, ColdKernels.improved(cold), images));
    return cases;
  }

  private static List<LawCase> cases(String name, Spectrum spectrum, FloatBatch images) {
    LinearCorruption corruption = LinearCorruption.of(spectrum);
    ReverseKernel<FloatBatch> fresh = ReverseKernels.fresh(corruption);
    ReverseKernel<FloatBatch> same = ReverseKernels.same(corruption, corruption);
    Map<String, ReverseKernel<FloatBatch>> kernels = new LinkedHashMap<>();
    kernels.put("fresh", fresh);
    kernels.put("same", same);
    kernels.put("mixture", ReverseKernels.mixture((t, s) -> s / t, same, fresh));
    kernels.put("partly-fresh", PartlyFreshKernel.of(corruption, corruption, (t, s) -> 1 - s / t));
    kernels.put("markov", LinearKernel.markov(corruption));
    kernels.put("markov-half", LinearKernel.of(corruption, StepVariance.markov(0.5)));
    List<LawCase> cases = new ArrayList<>();
    kernels.forEach(
        (kernel, step) ->
            cases.add(
                sampled(
                    name + "/" + kernel,
                    () ->
                        MarginalIdentity.of(corruption, step, images).withPosterior(corruption))));
    return cases;
  }

  /** Points that turn and shear while they fade. */
  private static List<LawCase> matrices() {
    MatrixCorruption turning =
        MatrixCorruption.of(
            2,
            t ->
                new double[][] {
                  {(1 - t) * Math.cos(3 * t), -(1 - t) * Math.sin(3 * t)},
                  {(1 - t) * Math.sin(3 * t), (1 - t) * Math.cos(3 * t)}
                },
            t -> new double[][] {{t, 0.5 * t}, {0, 0.8 * t}});
    FloatBatch points = FloatBatch.points(new float[] {1.5f, -0.5f});
    return List.of(
        sampled("matrix/same", () -> MarginalIdentity.same(turning, turning, points)),
        sampled(
            "matrix/partly-fresh",
            () ->
                MarginalIdentity.of(
                        turning, PartlyFreshKernel.of(turning, turning, (t, s) -> 0.6), points)
                    .withPosterior(turning)));
  }

  private static LawCase exactly(
      String name, ColdDegradation cold, ReverseKernel<FloatBatch> kernel, FloatBatch x0) {
    return new LawCase(name, () -> MarginalIdentity.of(cold, kernel, x0));
  }

  private static <E> LawCase sampled(
      String name, Supplier<MarginalIdentity<FloatBatch, E>> identity) {
    return new LawCase(
        name,
        () ->
            identity
                .get()
                .withStatistics(FloatStatistics.of())
                .with(
                    MarginalIdentity.Options.defaults()
                        .withChoice(MarginalIdentity.Choice.STATISTICAL)
                        .withSamples(CASE_SAMPLES)
                        .withTimes(0, 0.3, 0.7, 1)));
  }

  /** An image without symmetries. */
  private static FloatBatch image() {
    float[] item = new float[SIDE * SIDE];
    for (int k = 0; k < item.length; k++) {
      item[k] = (float) Math.sin(1 + 2.3 * k);
    }
    return FloatBatch.of(new int[] {1, SIDE, SIDE}, item);
  }
}
