package org.udm.torch;

/**
 * What a {@link TorchRuntime} is opened with.
 *
 * @param device {@code cpu}, {@code cuda}, {@code cuda:n} or {@code auto}, see {@link Device#parse}
 * @param threads threads of the native loops, 1 or more; they hold for the whole process
 * @param precision arithmetic of the matrix products
 * @param seed seed of the initial weights
 */
public record RuntimeOptions(String device, int threads, Precision precision, long seed) {
  /** Validates the number of threads; the device is checked when the runtime opens. */
  public RuntimeOptions {
    if (threads < 1 || threads > 1024) {
      throw new IllegalArgumentException(
          "threads = " + threads + ": 1 to 1024, best the number of physical cores");
    }
  }

  /** Device {@code auto}, one thread per processor, FP32, seed 0. */
  public static RuntimeOptions defaults() {
    return new RuntimeOptions(
        "auto", Runtime.getRuntime().availableProcessors(), Precision.FP32, 0);
  }

  /** The same with another device. */
  public RuntimeOptions withDevice(String choice) {
    return new RuntimeOptions(choice, threads, precision, seed);
  }

  /** The same with another number of threads. */
  public RuntimeOptions withThreads(int count) {
    return new RuntimeOptions(device, count, precision, seed);
  }

  /** The same with another precision. */
  public RuntimeOptions withPrecision(Precision arithmetic) {
    return new RuntimeOptions(device, threads, arithmetic, seed);
  }

  /** The same with another seed. */
  public RuntimeOptions withSeed(long value) {
    return new RuntimeOptions(device, threads, precision, value);
  }
}
