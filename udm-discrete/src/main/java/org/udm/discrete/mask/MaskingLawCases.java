package org.udm.discrete.mask;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.udm.core.reverse.ReverseKernel;
import org.udm.core.reverse.ReverseKernels;
import org.udm.core.schedule.CosineSchedule;
import org.udm.core.schedule.LogLinearSchedule;
import org.udm.core.schedule.PlateauSchedule;
import org.udm.core.schedule.PolynomialSchedule;
import org.udm.core.schedule.Schedule;
import org.udm.core.schedule.TabulatedSchedule;
import org.udm.core.verify.LawCase;
import org.udm.core.verify.LawCases;
import org.udm.core.verify.MarginalIdentity;
import org.udm.discrete.TokenBatch;

/** Masking with every schedule and every one of its reverse kernels, for {@code udm verify}. */
public final class MaskingLawCases implements LawCases {
  private static final TokenBatch CLEAN =
      TokenBatch.of(new int[] {0, 2}, new int[] {1}, new int[] {}, new int[] {2, 2});

  /** For the service loader. */
  public MaskingLawCases() {}

  @Override
  public List<LawCase> cases() {
    Map<String, Schedule> schedules = new LinkedHashMap<>();
    schedules.put("linear", PolynomialSchedule.linear());
    schedules.put("cosine", CosineSchedule.create());
    schedules.put("polynomial", PolynomialSchedule.of(2.5));
    schedules.put("log-linear", LogLinearSchedule.endingAt(1e-3));
    schedules.put("tabulated", TabulatedSchedule.of(1, 0.9, 0.5, 0.4, 0));
    List<LawCase> cases = new ArrayList<>();
    schedules.forEach((name, schedule) -> cases.addAll(cases(name, Masking.of(3, schedule))));
    // the loop: masks come and go while alpha rests, within the bound (1 - alpha) / alpha
    Masking resting = Masking.of(3, PlateauSchedule.of(PolynomialSchedule.linear(), 0.2, 0.1, 0.8));
    cases.add(
        lawCase(
            "resting",
            "remasking-loop",
            resting,
            RemaskingKernel.capped(resting, 0.1).within(0.1, 0.8)));
    cases.add(
        lawCase("resting", "remasking-at-bound", resting, RemaskingKernel.rescaled(resting, 1)));
    return cases;
  }

  private static List<LawCase> cases(String schedule, Masking masking) {
    ReverseKernel<TokenBatch> fresh = ReverseKernels.fresh(masking);
    ReverseKernel<TokenBatch> same = ReverseKernels.same(masking, masking);
    Map<String, ReverseKernel<TokenBatch>> kernels = new LinkedHashMap<>();
    kernels.put("fresh", fresh);
    kernels.put("same", same);
    kernels.put("mixture", ReverseKernels.mixture((t, s) -> s / t, same, fresh));
    kernels.put("unmasking", UnmaskingKernel.of(masking));
    kernels.put("remasking-capped", RemaskingKernel.capped(masking, 0.2));
    kernels.put("remasking-rescaled", RemaskingKernel.rescaled(masking, 0.7));
    kernels.put("remasking-at-bound", RemaskingKernel.rescaled(masking, 1));
    kernels.put("remasking-within", RemaskingKernel.capped(masking, 0.3).within(0.3, 0.7));
    kernels.put("remasking-mixture", RemaskingKernel.mixture(masking, 0.4));
    return kernels.entrySet().stream()
        .map(kernel -> lawCase(schedule, kernel.getKey(), masking, kernel.getValue()))
        .toList();
  }

  private static LawCase lawCase(
      String schedule, String name, Masking masking, ReverseKernel<TokenBatch> kernel) {
    return new LawCase(
        "masking-" + schedule + "/" + name,
        () -> MarginalIdentity.of(masking, kernel, CLEAN).withPosterior(masking));
  }
}
