package org.udm.discrete.edit;

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

/** Deletion and insertion with every one of their reverse kernels, for {@code udm verify}. */
public final class EditLawCases implements LawCases {
  private static final TokenBatch CLEAN =
      TokenBatch.of(new int[] {0, 1, 0, 0}, new int[] {1}, new int[] {});

  /** For the service loader. */
  public EditLawCases() {}

  @Override
  public List<LawCase> cases() {
    Map<String, Schedule> schedules = new LinkedHashMap<>();
    schedules.put("linear", PolynomialSchedule.linear());
    schedules.put("cosine", CosineSchedule.create());
    schedules.put("log-linear", LogLinearSchedule.endingAt(1e-3));
    List<LawCase> cases = new ArrayList<>();
    schedules.forEach((name, schedule) -> cases.addAll(deletion(name, Deletion.of(2, schedule))));
    Insertion insertion = Insertion.of(2, PolynomialSchedule.linear());
    TokenBatch few = TokenBatch.of(new int[] {0, 1}, new int[] {});
    cases.add(
        new LawCase(
            "insertion-linear/fresh",
            () -> MarginalIdentity.of(insertion, ReverseKernels.fresh(insertion), few)));
    cases.add(
        new LawCase(
            "insertion-linear/same", () -> MarginalIdentity.same(insertion, insertion, few)));
    return cases;
  }

  private static List<LawCase> deletion(String schedule, Deletion deletion) {
    ReverseKernel<TokenBatch> fresh = ReverseKernels.fresh(deletion);
    ReverseKernel<TokenBatch> same = ReverseKernels.same(deletion, deletion);
    Map<String, ReverseKernel<TokenBatch>> kernels = new LinkedHashMap<>();
    kernels.put("fresh", fresh);
    kernels.put("same", same);
    kernels.put("mixture", ReverseKernels.mixture((t, s) -> s / t, same, fresh));
    kernels.put("deletion", DeletionKernel.of(deletion));
    List<LawCase> cases = new ArrayList<>();
    kernels.forEach(
        (name, kernel) ->
            cases.add(
                new LawCase(
                    "deletion-" + schedule + "/" + name,
                    () -> MarginalIdentity.of(deletion, kernel, CLEAN).withPosterior(deletion))));
    Infilling infilling = Infilling.of(deletion, new int[] {0}, new int[] {0});
    cases.add(
        new LawCase(
            "infilling-" + schedule + "/same",
            () -> MarginalIdentity.same(infilling, infilling, CLEAN.slice(0, 1))));
    return cases;
  }
}
