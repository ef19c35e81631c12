package org.udm.torch.layer;

import java.util.Arrays;
import org.udm.torch.Tensor;
import org.udm.torch.parameter.Initialization;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;

/**
 * A vector for the time t: cosines and sines of 1000 t 10000^(-i/F), then two linear maps with a
 * sigmoid linear unit between them (Peebles and Xie, DiT, arXiv:2212.09748, section 3.2).
 */
public final class TimeEmbedding {
  /** F, half the number of features: the published networks use 256 features. */
  private static final int FREQUENCIES = 128;

  /** The frequencies are made for step numbers up to 1,000; time is in [0, 1] here. */
  private static final double STEPS = 1000;

  private final Linear first;
  private final Linear second;

  private TimeEmbedding(Linear first, Linear second) {
    this.first = first;
    this.second = second;
  }

  /**
   * Declares {@code first} [D, 256] and {@code second} [D, D], with biases.
   *
   * @param layout of this part of the network
   * @param width D of the condition
   * @param law of both initial maps
   */
  public static TimeEmbedding of(ParameterLayout.Builder layout, long width, Initialization law) {
    return new TimeEmbedding(
        Linear.of(layout.in("first"), 2 * FREQUENCIES, width, Bias.LEARNED, law),
        Linear.of(layout.in("second"), width, width, Bias.LEARNED, law));
  }

  /**
   * Embeds times.
   *
   * @param weights of the network
   * @param times one per row, in [0, 1]; B of them
   * @return the condition [B, D], in the type of products
   */
  public Tensor forward(Weights weights, double[] times) {
    Tensor features = weights.runtime().tensor(features(times), times.length, 2 * FREQUENCIES);
    return second.forward(weights, first.forward(weights, features).silu());
  }

  /** Row-major [B, 2F]: F cosines, then F sines. */
  static float[] features(double[] times) {
    double[] frequencies = new double[FREQUENCIES];
    Arrays.setAll(frequencies, i -> Math.pow(10_000, -(double) i / FREQUENCIES));
    float[] features = new float[times.length * 2 * FREQUENCIES];
    for (int row = 0; row < times.length; row++) {
      for (int i = 0; i < FREQUENCIES; i++) {
        double angle = STEPS * times[row] * frequencies[i];
        features[row * 2 * FREQUENCIES + i] = (float) Math.cos(angle);
        features[row * 2 * FREQUENCIES + FREQUENCIES + i] = (float) Math.sin(angle);
      }
    }
    return features;
  }
}
