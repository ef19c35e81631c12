package org.udm.torch;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A device had no room for a tensor. What was computed before is as it was, and what the open
 * scopes hold is freed as they close, so that a smaller computation can be tried.
 *
 * <pre>{@code
 * try {
 *   learner.step(example);
 * } catch (DeviceMemoryException e) {
 *   System.err.println(e.getMessage()); // with the numbers; take smaller batches, or more parts
 * }
 * }</pre>
 */
public final class DeviceMemoryException extends RuntimeException {
  private static final long serialVersionUID = 1;

  // What LibTorch's allocators say: c10/cuda/CUDACachingAllocator.cpp, c10/core/CPUAllocator.cpp.
  private static final String SIZE = "([0-9.]+ (?:bytes|[KMG]iB))";
  private static final Pattern ON_CARD =
      Pattern.compile(
          "CUDA out of memory\\. Tried to allocate %1$s\\. GPU (\\d+) has a total capacity of %1$s of which %1$s is free"
              .formatted(SIZE));
  private static final Pattern ON_PROCESSOR =
      Pattern.compile("can't allocate memory: you tried to allocate (\\d+) bytes");
  private static final Pattern WITHOUT_NUMBERS =
      Pattern.compile(
          "CUDA out of memory|CUDA error: out of memory|CU(BLAS|DNN)_STATUS_ALLOC_FAILED|can't allocate memory");

  private DeviceMemoryException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * Recognises a lack of memory in what LibTorch threw.
   *
   * @param thrown by an operation on tensors
   * @return it, with the numbers where LibTorch gives them; nothing if it is about something else
   */
  public static Optional<DeviceMemoryException> in(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof DeviceMemoryException known) {
        return Optional.of(known);
      }
      String said = String.valueOf(cause.getMessage());
      Matcher card = ON_CARD.matcher(said);
      if (card.find()) {
        return found(
            "out of memory on cuda:%s: %s asked for, %s of %s free"
                .formatted(card.group(2), card.group(1), card.group(4), card.group(3)),
            thrown);
      }
      Matcher processor = ON_PROCESSOR.matcher(said);
      if (processor.find()) {
        double gib = Double.parseDouble(processor.group(1)) / (1L << 30);
        return found(
            String.format(Locale.ROOT, "out of memory on cpu: %.2f GiB asked for", gib), thrown);
      }
      if (WITHOUT_NUMBERS.matcher(said).find()) {
        return found("out of memory on the device", thrown);
      }
    }
    return Optional.empty();
  }

  private static Optional<DeviceMemoryException> found(String message, Throwable thrown) {
    return Optional.of(new DeviceMemoryException(message, thrown));
  }

  /**
   * Returns what is to be thrown in place of what LibTorch threw.
   *
   * @param thrown by an operation on tensors
   * @return a lack of memory as such, anything else as it is
   */
  public static RuntimeException translated(RuntimeException thrown) {
    return in(thrown).<RuntimeException>map(found -> found).orElse(thrown);
  }
}
