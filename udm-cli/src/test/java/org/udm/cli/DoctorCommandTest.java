package org.udm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.udm.torch.cuda.CudaSetup;
import org.udm.torch.cuda.Machine;

/** The last line of {@code udm doctor} contradicts none of those above it. */
class DoctorCommandTest {
  private static final String ALL = "everything that is needed works";
  private static final String PROCESSOR =
      "training works here on the processor; a GPU needs what stands above";

  @TempDir Path empty;

  @Test
  void whatAGpuLacksIsNotPassedOver() {
    for (CudaSetup.Build build : CudaSetup.Build.values()) {
      Map<String, Object> facts = new LinkedHashMap<>(Map.of("gpus", 0));
      List<String> gpuAdvice = new ArrayList<>();
      GpuFacts.add(CudaSetup.of(new Machine(empty, Map.of()), build), facts, gpuAdvice);
      boolean forCards = build == CudaSetup.Build.CUDA;
      assertEquals(!forCards, gpuAdvice.isEmpty());
      assertEquals(forCards ? PROCESSOR : ALL, DoctorCommand.verdict(facts, gpuAdvice));
    }
  }

  @Test
  void aCardThatIsLeftAsideDoesNotHideOneThatWorks() {
    assertEquals(ALL, DoctorCommand.verdict(Map.of("gpus", 1), List.of("gpu_0: too old")));
  }
}
