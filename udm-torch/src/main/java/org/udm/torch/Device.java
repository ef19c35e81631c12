package org.udm.torch;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.udm.torch.cuda.CudaSetup;

/**
 * Where tensors live: the processor, or one CUDA device.
 *
 * @param kind processor or CUDA device
 * @param index number of the CUDA device, 0 for the processor
 */
public record Device(Kind kind, int index) {
  private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,2}))?");

  /** The processor. */
  public static final Device CPU = new Device(Kind.CPU, 0);

  /** The kinds of device. */
  public enum Kind {
    /** The processor. */
    CPU,
    /** An NVIDIA GPU. */
    CUDA
  }

  /** Validates the index. */
  public Device {
    if (index < 0 || index > 127 || kind == Kind.CPU && index != 0) {
      throw new IllegalArgumentException(
          "device index " + index + " of " + kind + ": 0 for the processor, 0 to 127 for CUDA");
    }
  }

  /**
   * Reads a device choice and checks it against this machine.
   *
   * @param choice {@code cpu}, {@code cuda}, {@code cuda:n}, or {@code auto} (the first CUDA device
   *     if there is one)
   * @return a device that exists here
   * @throws IllegalArgumentException if the choice is malformed or no such device is available
   */
  public static Device parse(String choice) {
    return parse(choice, cudaDevices(), CudaSetup.present());
  }

  /**
   * Counts the CUDA devices of this process: those of the machine, or as many of them as
   * CUDA_VISIBLE_DEVICES shows.
   *
   * @return how many LibTorch can use; 0 for none
   */
  public static int cudaDevices() {
    Native.load();
    return Native.gpus();
  }

  static Device parse(String choice, int gpus, CudaSetup setup) {
    if ("cpu".equals(choice)) {
      return CPU;
    }
    if ("auto".equals(choice)) {
      return gpus > 0 ? new Device(Kind.CUDA, 0) : CPU;
    }
    Matcher cuda = CUDA.matcher(String.valueOf(choice));
    if (!cuda.matches()) {
      throw new IllegalArgumentException(
          "device '" + choice + "' is not known: write cpu, cuda, cuda:0 (any number) or auto");
    }
    int index = cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1));
    if (gpus == 0) {
      throw new IllegalArgumentException(
          "device '%s' is not available: %s; use cpu or auto".formatted(choice, why(setup)));
    }
    if (index >= gpus) {
      throw new IllegalArgumentException(
          "device '"
              + choice
              + "' is not available: this machine has cuda:0 to cuda:"
              + (gpus - 1));
    }
    return new Device(Kind.CUDA, index);
  }

  /** Why LibTorch sees no GPU. */
  private static String why(CudaSetup setup) {
    List<String> advice = setup.advice();
    if (setup.build() == CudaSetup.Build.CPU && advice.isEmpty()) {
      return "LibTorch's CPU build is in use, and no NVIDIA driver is running here";
    }
    return advice.isEmpty()
        ? "LibTorch's GPU build is in use, but sees no GPU (is one hidden by CUDA_VISIBLE_DEVICES?)"
        : String.join("; ", advice);
  }

  /** The choice that {@link #parse} reads back, such as {@code cuda:1}. */
  @Override
  public String toString() {
    return kind == Kind.CPU ? "cpu" : "cuda:" + index;
  }
}
