package org.udm.torch.cuda;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Whether this build and this machine can compute on a GPU, and what to mend if not.
 *
 * <pre>{@code
 * CudaSetup.present().advice().forEach(System.out::println);
 * }</pre>
 */
public final class CudaSetup {
  /** The command that builds for GPUs. */
  private static final String SWITCH_ON =
      "'./udm --cuda doctor' builds for it (a download of some 460 MB) and says what else is needed";

  /** The file of the class path that is there if LibTorch is built for GPUs. */
  private static final String GPU_BUILD = "org/bytedeco/pytorch/linux-x86_64-gpu/libtorch_cuda.so";

  private static final long PATIENCE_SECONDS = 10; // of a driver that hangs

  /** For what the LibTorch on the class path is built. */
  public enum Build {
    /** The processor alone. */
    CPU,
    /** Processor and GPUs. */
    CUDA
  }

  private final Machine machine;
  private final Build build;

  private CudaSetup(Machine machine, Build build) {
    this.machine = machine;
    this.build = build;
  }

  /**
   * Returns what this machine and this class path have.
   *
   * @return the setup
   */
  public static CudaSetup present() {
    boolean gpuBuild = CudaSetup.class.getClassLoader().getResource(GPU_BUILD) != null;
    return of(Machine.present(), gpuBuild ? Build.CUDA : Build.CPU);
  }

  /**
   * Returns what a machine has; it is looked for when it is asked for.
   *
   * @param machine where
   * @param build what is on the class path
   * @return the setup
   */
  public static CudaSetup of(Machine machine, Build build) {
    return new CudaSetup(machine, build);
  }

  /**
   * Returns for what the LibTorch on the class path is built.
   *
   * @return processor alone, or GPUs too
   */
  public Build build() {
    return build;
  }

  /**
   * Looks for CUDA's libraries; none is loaded.
   *
   * @return those found, and those missing
   */
  public CudaLibraries libraries() {
    return CudaLibraries.on(machine);
  }

  /**
   * Returns whether LibTorch's GPU build is to be loaded: it is there, a driver is running, and no
   * library is missing.
   *
   * @return false if LibTorch can only compute on the processor
   */
  public boolean usable() {
    return build == Build.CUDA && machine.hasNvidiaDriver() && libraries().complete();
  }

  /**
   * Asks the driver for its cards, by nvidia-smi.
   *
   * @return the cards; none if there is no driver, or nvidia-smi is not on PATH or does not answer
   */
  public List<GraphicsCard> cards() {
    if (!machine.hasNvidiaDriver()) {
      return List.of();
    }
    try {
      Process asked =
          new ProcessBuilder(GraphicsCard.QUERY)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      asked.getOutputStream().close();
      if (!asked.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        asked.destroyForcibly();
        return List.of();
      }
      return GraphicsCard.parse(
          new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      return List.of(); // no such program
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  /**
   * Returns the driver.
   *
   * @param cards of {@link #cards}
   * @return the driver, if one is running and tells its version
   */
  public Optional<Driver> driver(List<GraphicsCard> cards) {
    return Driver.on(machine, cards);
  }

  /**
   * Returns how to switch a GPU on that this build leaves alone.
   *
   * @return a sentence, or nothing where there is no GPU or it is in use
   */
  public Optional<String> unused() {
    if (!machine.hasNvidiaDriver() || usable()) {
      return Optional.empty();
    }
    return Optional.of(
        build == Build.CPU
            ? "this machine has an NVIDIA GPU, which this build does not use: " + SWITCH_ON
            : "this machine has an NVIDIA GPU, but %d of CUDA's libraries are missing: 'udm doctor' names them"
                .formatted(libraries().missing().size()));
  }

  /**
   * Says what to mend so that LibTorch can compute on a GPU.
   *
   * @return one sentence for each thing; none where all is well, and none for a processor build on
   *     a machine without a GPU
   */
  public List<String> advice() {
    List<String> lines = new ArrayList<>();
    if (!machine.hasNvidiaDriver()) {
      if (build == Build.CPU) {
        return lines;
      }
      lines.add(
          "no NVIDIA driver is running (neither /proc/driver/nvidia/version nor /dev/nvidiactl): install driver %d or newer, or, in a container, start it with its GPUs ('docker run --gpus all')"
              .formatted(Driver.OLDEST));
    } else {
      driver(List.of())
          .filter(driver -> !driver.runsCuda13())
          .ifPresent(
              driver ->
                  lines.add(
                      "driver %s is too old for CUDA 13: install driver %d or newer"
                          .formatted(driver.version(), Driver.OLDEST)));
      if (build == Build.CPU) {
        unused().ifPresent(lines::add);
      }
    }
    lines.addAll(libraries().advice());
    return lines;
  }
}
