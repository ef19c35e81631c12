package org.udm.cli;

import java.util.List;
import java.util.Map;
import org.udm.torch.cuda.CudaSetup;
import org.udm.torch.cuda.GraphicsCard;

/** What {@code udm doctor} tells about GPUs. */
final class GpuFacts {
  private GpuFacts() {}

  /**
   * Adds the driver, the cards, the build and CUDA's libraries, and what to mend.
   *
   * @param cuda the machine
   * @param facts what is shown, by name
   * @param advice one sentence for each thing to mend
   */
  static void add(CudaSetup cuda, Map<String, Object> facts, List<String> advice) {
    List<GraphicsCard> cards = cuda.cards();
    cuda.driver(cards)
        .ifPresentOrElse(
            driver -> facts.put("gpu_driver", driver.version()),
            () -> facts.put("gpu_driver", "none"));
    for (GraphicsCard card : cards) {
      facts.put("gpu_" + card.index(), card.toString());
    }
    facts.put(
        "gpu_build",
        cuda.build() == CudaSetup.Build.CUDA ? "LibTorch for CUDA 13" : "LibTorch without GPUs");
    if (cuda.build() == CudaSetup.Build.CUDA) {
      facts.put("gpu_libraries", cuda.libraries().summary());
    }
    advice.addAll(cuda.advice());
  }
}
