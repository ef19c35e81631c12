package org.udm.notebook.kernel;

import java.util.Locale;
import org.dflib.jjava.jupyter.kernel.BaseNotebookStatics;

/** {@code %time} and {@code %%time}: run code and print how long it took. */
final class TimeMagic {
  static final String NAME = "time";

  private final UdmKernel kernel;

  TimeMagic(UdmKernel kernel) {
    this.kernel = kernel;
  }

  /**
   * Runs code and prints the wall-clock time, also where it fails.
   *
   * @param code the statements
   * @return the value of the last expression
   */
  Object run(String code) {
    long start = System.nanoTime();
    try {
      return kernel.evalRaw(code);
    } finally {
      BaseNotebookStatics.printf(
          "wall time: %s%n",
          String.format(Locale.ROOT, "%.3f s", (System.nanoTime() - start) / 1e9));
    }
  }
}
