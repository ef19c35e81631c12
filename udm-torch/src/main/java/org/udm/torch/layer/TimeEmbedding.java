package org.udm.torch.layer;

import java.util.Arrays;
import org.udm.torch.DataType;
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
    return forward(weights, weights.runtime().tensor(times, times.length));
  }

  /**
   * Embeds times through which a gradient may flow.
   *
   * @param weights of the network
   * @param times one per row, in [0, 1] or near; F64 [B]
   * @return the condition [B, D], in the type of products
   */
  public Tensor forward(Weights weights, Tensor times) {
    return second.forward(weights, first.forward(weights, features(times)).silu());
  }

  /** F32 [B, 2F]: F cosines, then F sines, of angles in F64. */
  static Tensor features(Tensor times) {
    double[] speeds = new double[FREQUENCIES];
    Arrays.setAll(speeds, i -> STEPS * Math.pow(10_000, -(double) i / FREQUENCIES));
    Tensor angles = times.unsqueeze(1).multiply(Tensor.of(speeds, FREQUENCIES).to(times.device()));
    return Tensor.cat(1, angles.cos(), angles.sin()).to(DataType.F32);
  }
}
