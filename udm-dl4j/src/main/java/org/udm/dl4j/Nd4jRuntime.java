package org.udm.dl4j;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Properties;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Finds and starts ND4J, or says why it cannot run here.
 *
 * <p>Two things have to be right before the JVM starts. ND4J shares no process with MKL, which ends
 * it with {@code undefined symbol: __kmpc_global_thread_num}; so where MKL was loaded ND4J is
 * refused, and once ND4J is started LibTorch takes OpenBLAS. And without {@code
 * OMP_WAIT_POLICY=PASSIVE} in the environment the thread pools of OpenBLAS and OpenMP spin against
 * each other, which makes a training step some thirty times slower; a warning is logged then.
 *
 * <pre>{@code
 * Nd4jRuntime.start();
 * System.out.println(Nd4jRuntime.describe());
 * }</pre>
 */
public final class Nd4jRuntime {
  /** JavaCPP's name for the library that stands in for OpenBLAS; empty for OpenBLAS itself. */
  private static final String BLAS_PROPERTY = "org.bytedeco.openblas.load";

  private static final String WAIT_POLICY = "OMP_WAIT_POLICY";

  private static final String VERSION_FILE = "/META-INF/maven/org.nd4j/nd4j-api/pom.properties";

  /** Any number but 0: the fractional part of the golden ratio, in 64 bits. */
  private static final long INSTEAD_OF_ZERO = 0x9E3779B97F4A7C15L;

  /** Why ND4J does not run, or null: it is started once for the process, and never again. */
  private static final String FAILURE = started();

  private Nd4jRuntime() {}

  /**
   * Starts ND4J if it does not run yet.
   *
   * @throws IllegalStateException if it cannot run in this process; the message says why, and the
   *     way out
   */
  public static void start() {
    if (FAILURE != null) {
      throw new IllegalStateException(FAILURE);
    }
  }

  /**
   * Returns what to tell ND4J for a seed, which itself takes 0 for the time of day.
   *
   * @param seed any number
   * @return the seed, and a fixed number for 0
   */
  public static long seed(long seed) {
    return seed == 0 ? INSTEAD_OF_ZERO : seed;
  }

  /**
   * Returns what this run is computed with.
   *
   * @return the started engine
   * @throws IllegalStateException if it cannot run in this process
   */
  public static Nd4jDescription describe() {
    start();
    return new Nd4jDescription(
        version(),
        Nd4j.getBackend().getClass().getSimpleName(),
        Nd4j.getEnvironment().maxThreads(),
        Nd4j.getEnvironment().isCPU() ? 0 : Nd4j.getAffinityManager().getNumberOfDevices());
  }

  /** The version that Maven wrote into the jar; the manifest has none. */
  private static String version() {
    Properties written = new Properties();
    try (InputStream in = Nd4j.class.getResourceAsStream(VERSION_FILE)) {
      if (in != null) {
        written.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("ND4J's jar cannot be read", e);
    }
    return written.getProperty("version", "unknown");
  }

  private static String started() {
    String refusal = refusal(System.getProperty(BLAS_PROPERTY));
    if (refusal != null) {
      return refusal;
    }
    System.setProperty(BLAS_PROPERTY, System.getProperty(BLAS_PROPERTY, ""));
    String advice = advice(System.getenv(WAIT_POLICY));
    if (advice != null) {
      System.getLogger(Nd4jRuntime.class.getName()).log(System.Logger.Level.WARNING, advice);
    }
    try {
      Nd4j.getEnvironment();
      return null;
    } catch (Exception | LinkageError e) {
      return "ND4J cannot start (%s): put nd4j-native, javacpp and openblas with the classifier of this platform on the class path, or take LibTorch (udm-torch)"
          .formatted(root(e));
    }
  }

  /** Why ND4J must not start beside the BLAS that is named, or null. */
  static String refusal(String blas) {
    return blas != null && blas.toLowerCase(Locale.ROOT).startsWith("mkl")
        ? "ND4J cannot run in a process that has loaded MKL (%s=%s): use one engine per JVM, or take mkl off the class path, so that LibTorch takes OpenBLAS"
            .formatted(BLAS_PROPERTY, blas)
        : null;
  }

  /** What is wrong with the policy of waiting threads, or null. */
  static String advice(String policy) {
    return "PASSIVE".equalsIgnoreCase(policy)
        ? null
        : "%s is %s: ND4J may be thirty times slower; set it to PASSIVE before the JVM starts"
            .formatted(WAIT_POLICY, policy == null ? "not set" : policy);
  }

  private static Throwable root(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
