package org.udm.core.random;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/** Draws of every kind from one generator of uniform bits. */
final class GeneratorStream implements RandomStream {
  private final UniformRandomProvider generator;
  private final ZigguratSampler.NormalizedGaussian gaussian;

  GeneratorStream(UniformRandomProvider generator) {
    this.generator = generator;
    this.gaussian = ZigguratSampler.NormalizedGaussian.of(generator);
  }

  @Override
  public double uniform() {
    return generator.nextDouble();
  }

  @Override
  public double uniform(double low, double high) {
    Draws.requireInterval(low, high);
    double u = low + (high - low) * generator.nextDouble();
    return u < high ? u : Math.nextDown(high);
  }

  @Override
  public double gaussian() {
    return gaussian.sample();
  }

  @Override
  public boolean bernoulli(double probability) {
    return generator.nextDouble() < Draws.requireProbability(probability);
  }

  @Override
  public int index(int n) {
    return generator.nextInt(Draws.requireCount(n));
  }

  @Override
  public int categorical(double[] weights) {
    double threshold = generator.nextDouble() * Draws.requireWeights(weights);
    int last = 0;
    double sum = 0;
    for (int k = 0; k < weights.length; k++) {
      if (weights[k] > 0) {
        sum += weights[k];
        last = k;
        if (threshold < sum) {
          return k;
        }
      }
    }
    return last; // rounding left the threshold at the very end: the last possible outcome
  }
}
