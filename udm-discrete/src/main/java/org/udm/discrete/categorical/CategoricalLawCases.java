package org.udm.discrete.categorical;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.udm.core.reverse.ReverseKernel;
import org.udm.core.reverse.ReverseKernels;
import org.udm.core.schedule.CosineSchedule;
import org.udm.core.schedule.LogLinearSchedule;
import org.udm.core.schedule.PolynomialSchedule;
import org.udm.core.schedule.Schedule;
import org.udm.core.verify.LawCase;
import org.udm.core.verify.LawCases;
import org.udm.core.verify.MarginalIdentity;
import org.udm.discrete.TokenBatch;

/** Categorical corruptions with every one of their reverse kernels, for {@code udm verify}. */
public final class CategoricalLawCases implements LawCases {
  private static final int V = 3;
  private static final TokenBatch CLEAN = TokenBatch.of(new int[] {2}, new int[] {0}, new int[] {});

  /** For the service loader. */
  public CategoricalLawCases() {}

  @Override
  public List<LawCase> cases() {
    List<LawCase> cases = new ArrayList<>();
    corruptions()
        .forEach(
            (name, corruption) ->
                kernels(corruption)
                    .forEach((kernel, step) -> cases.add(lawCase(name, kernel, corruption, step))));
    Categorical uniform = corruptions().get("uniform");
    cases.add(
        lawCase(
            "uniform",
            "mixture",
            uniform,
            ReverseKernels.mixture(
                (t, s) -> s / t,
                ReverseKernels.same(uniform, uniform),
                ReverseKernels.fresh(uniform))));
    return cases;
  }

  private static LawCase lawCase(
      String name, String kernel, Categorical corruption, ReverseKernel<TokenBatch> step) {
    return new LawCase(
        "categorical-" + name + "/" + kernel,
        () -> MarginalIdentity.of(corruption, step, CLEAN).withPosterior(corruption));
  }

  private static Map<String, Categorical> corruptions() {
    Schedule linear = PolynomialSchedule.linear();
    Schedule positive = LogLinearSchedule.endingAt(1e-2);
    double[][] line = {{0}, {1}, {3}};
    Map<String, TokenProcess> processes = new LinkedHashMap<>();
    processes.put("uniform", Replacement.uniform(V, linear));
    processes.put("uniform-cosine", Replacement.uniform(V, CosineSchedule.create()));
    processes.put("absorbing", Replacement.absorbing(V, linear));
    processes.put("mixed", Replacement.mixed(V, 0.6, positive));
    processes.put("towards", Replacement.towards(V, new double[] {0.5, 0.2, 0.3}, linear));
    processes.put("masked", MaskedReplacement.of(V, linear, LogLinearSchedule.endingAt(0.3)));
    processes.put("moving", MovingReplacement.of(V, CategoricalLawCases::masksLater, linear));
    processes.put("neighbours", RateMatrix.of(RateMatrix.nearestNeighbours(line, 1), positive));
    processes.put("gaussian-rates", RateMatrix.of(RateMatrix.gaussian(V, 0.5), positive));
    processes.put("band", chain(StepMatrices.band(V, 1, 0.9)));
    processes.put("gaussian", chain(StepMatrices.gaussian(V, 0.7)));
    Map<String, Categorical> corruptions = new LinkedHashMap<>();
    processes.forEach((name, process) -> corruptions.put(name, Categorical.of(process)));
    Categorical uniform = corruptions.get("uniform");
    corruptions.put(
        "spindle", uniform.withClock(TokenClock.spindle(new double[] {1, 0, -0.5}, 0.8)));
    corruptions.put(
        "by-position", uniform.withClock(TokenClock.byPosition(new double[] {-0.7, 0.7}, 1)));
    return corruptions;
  }

  /** Uniform at first, masks later: pi_t [V + 1]. */
  private static double[] masksLater(double t) {
    double each = (1 - t) / V;
    return new double[] {each, each, each, t};
  }

  private static TokenProcess chain(double[][] step) {
    return MatrixChain.of(step, step, step, step);
  }

  private static Map<String, ReverseKernel<TokenBatch>> kernels(Categorical corruption) {
    ReverseKernel<TokenBatch> fresh = ReverseKernels.fresh(corruption);
    ReverseKernel<TokenBatch> same = ReverseKernels.same(corruption, corruption);
    Map<String, ReverseKernel<TokenBatch>> kernels = new LinkedHashMap<>();
    kernels.put("fresh", fresh);
    kernels.put("same", same);
    kernels.put("markov", MarkovKernel.of(corruption));
    return kernels;
  }
}
