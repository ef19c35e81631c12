package org.udm.torch.parameter;

import java.nio.charset.StandardCharsets;
import org.apache.commons.rng.core.source64.Philox4x64;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * Draws initial weights on the host, from one counter-based stream per parameter, keyed by the seed
 * and the parameter's name: the same on every device, with any number of threads, and whatever
 * other parameters a network has.
 */
final class InitialValues {
  private InitialValues() {}

  /**
   * Draws the values of one parameter.
   *
   * @param parameter whose law and name decide the values
   * @param seed of the run
   * @return row-major values
   */
  static float[] draw(Parameter parameter, long seed) {
    float[] values = new float[Math.toIntExact(parameter.elements())];
    Initialization law = parameter.initialization();
    ZigguratSampler.NormalizedGaussian gaussian =
        ZigguratSampler.NormalizedGaussian.of(
            new Philox4x64(new long[] {seed, hash(parameter.name()), 0, 0, 0, 0}));
    for (int i = 0; i < values.length; i++) {
      values[i] =
          (float)
              (law.deviation() == 0
                  ? law.mean()
                  : law.mean() + law.deviation() * gaussian.sample());
    }
    return values;
  }

  /** FNV-1a in 64 bits: offset basis and prime of Fowler, Noll and Vo. */
  private static long hash(String name) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    return hash;
  }
}
