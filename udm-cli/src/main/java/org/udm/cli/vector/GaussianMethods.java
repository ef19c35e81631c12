package org.udm.cli.vector;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.gaussian.GaussianCorruption;
import org.udm.continuous.gaussian.GaussianKernel;
import org.udm.continuous.gaussian.GaussianPath;
import org.udm.continuous.gaussian.StepVariance;
import org.udm.continuous.solve.AdaptiveFlowSampler;
import org.udm.continuous.solve.AncestralTransition;
import org.udm.continuous.solve.ChurnedHeun;
import org.udm.continuous.solve.DormandPrince;
import org.udm.continuous.solve.DpmSolverPlusPlus;
import org.udm.continuous.solve.FlowTransition;
import org.udm.continuous.solve.Langevin;
import org.udm.continuous.solve.MultistepRule;
import org.udm.continuous.solve.MultistepSampler;
import org.udm.continuous.solve.ReverseSde;
import org.udm.continuous.solve.UniPc;
import org.udm.core.Prior;

/** The samplers of Gaussian diffusion by their names on the command line. */
final class GaussianMethods {
  private static final String UNIFORM = "uniform";
  private static final String LOG_SNR = "log-snr";
  private static final double TOLERANCE = 1e-4; // of the adaptive solver; 1e-5 in its paper
  private static final double LANGEVIN_RATIO = 0.16; // Song et al., 2021, appendix G

  private GaussianMethods() {}

  /**
   * Returns all samplers.
   *
   * @param corruption the corruption
   * @param shape of an item
   * @param times the usual time grid of those in equal steps
   * @param last the last time above 0
   * @return by name, the default first
   */
  static List<Method> of(GaussianCorruption corruption, int[] shape, String times, double last) {
    GaussianPath path = corruption.path();
    Prior<FloatBatch> prior = corruption.prior(shape);
    List<Method> all = new ArrayList<>();
    all.add(Method.kernel("ddim", 50, times, prior, 0, eta -> GaussianKernel.ddim(path, eta)));
    all.add(Method.kernel("ddpm", 250, times, prior, GaussianKernel.ddpm(path)));
    all.add(
        Method.steps(
            "ddpm-large",
            250,
            times,
            prior,
            d ->
                new AncestralTransition(
                    d.predictor(), GaussianKernel.ddpm(path), StepVariance.LARGE)));
    all.add(Method.kernel("same", 50, times, prior, GaussianKernel.ddim(path, 0)));
    all.add(Method.kernel("fresh", 250, times, prior, GaussianKernel.partlyFresh(path, 1)));
    all.add(flow("ode-euler", 50, path, prior, FlowTransition.Method.EULER));
    all.add(flow("ode-heun", 25, path, prior, FlowTransition.Method.HEUN));
    all.add(flow("dpm2", 25, path, prior, FlowTransition.Method.DPM_SOLVER_2));
    all.add(flow("dpm3", 17, path, prior, FlowTransition.Method.DPM_SOLVER_3));
    all.add(multistep("dpmpp-2m", path, prior, DpmSolverPlusPlus.ofOrder(2)));
    all.add(multistep("dpmpp-3m", path, prior, DpmSolverPlusPlus.ofOrder(3)));
    all.add(multistep("unipc", path, prior, UniPc.ofOrder(2)));
    all.add(Method.steps("sde", 250, LOG_SNR, prior, d -> new ReverseSde(d.predictor(), path, 1)));
    all.add(
        Method.steps(
            "predictor-corrector",
            125,
            LOG_SNR,
            prior,
            d ->
                Langevin.corrector(
                    new ReverseSde(d.predictor(), path, 1),
                    d.predictor(),
                    path,
                    1,
                    LANGEVIN_RATIO)));
    all.add(
        Method.steps(
            "edm-stochastic",
            50,
            "karras",
            prior,
            d -> ChurnedHeun.of(d.predictor(), path, d.churn()),
            Method.Takes.CHURN));
    all.add(adaptive(path, prior, last));
    return all;
  }

  private static Method flow(
      String name,
      int steps,
      GaussianPath path,
      Prior<FloatBatch> prior,
      FlowTransition.Method method) {
    return Method.steps(
        name, steps, LOG_SNR, prior, d -> new FlowTransition(d.predictor(), path, method));
  }

  private static Method multistep(
      String name, GaussianPath path, Prior<FloatBatch> prior, MultistepRule rule) {
    return new Method(
        name,
        20,
        LOG_SNR,
        Method.Start.WITH_SIGNAL,
        0,
        Set.of(Method.Takes.GRID),
        d ->
            MultistepSampler.of(prior, d.predictor(), path, rule, d.grid())
                .withListener(d.listener()));
  }

  private static Method adaptive(GaussianPath path, Prior<FloatBatch> prior, double last) {
    return new Method(
        "ode-adaptive",
        1,
        UNIFORM,
        Method.Start.AT_ONE,
        0,
        Set.of(),
        d ->
            AdaptiveFlowSampler.of(
                    prior,
                    d.predictor(),
                    path,
                    last,
                    DormandPrince.withTolerances(TOLERANCE, TOLERANCE))
                .withListener(d.listener()));
  }
}
