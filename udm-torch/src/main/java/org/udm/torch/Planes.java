package org.udm.torch;

import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Operations on stacks of planes [B, C, H, W], as images have them; gradients flow through all of
 * them.
 *
 * <pre>{@code
 * Tensor y = Planes.convolve(x, weight, bias, 1, 1);
 * }</pre>
 */
public final class Planes {
  private Planes() {}

  /**
   * Cross-correlates with a kernel and adds a bias: {@code y[b, o, i, j] = bias[o] + sum over c, u,
   * v of weight[o, c, u, v] x[b, c, stride i + u - padding, stride j + v - padding]}, x being 0
   * outside.
   *
   * @param x [B, C, H, W]
   * @param weight [O, C, k, k], of the type of x
   * @param bias [O], of the type of x
   * @param stride at least 1
   * @param padding rows and columns of zeros around x, at least 0
   * @return [B, O, H', W'] with H' = floor((H + 2 padding - k) / stride) + 1
   */
  public static Tensor convolve(Tensor x, Tensor weight, Tensor bias, int stride, int padding) {
    return new Tensor(
        torch.conv2d(
            x.value(),
            weight.value(),
            new TensorOptional(bias.value()),
            new long[] {stride, stride},
            new long[] {padding, padding},
            new long[] {1, 1},
            1));
  }

  /**
   * gain (x - mean) / sqrt(variance + epsilon) + bias, mean and variance over each row's group of
   * channels and their planes (Wu and He, arXiv:1803.08494, equation 1).
   *
   * @param x [B, C, ...]
   * @param groups of channels, a divisor of C
   * @param gain [C]
   * @param bias [C]
   * @param epsilon positive
   * @return of the shape and type of x
   */
  public static Tensor groupNorm(Tensor x, long groups, Tensor gain, Tensor bias, double epsilon) {
    return new Tensor(
        torch.group_norm(
            x.value(),
            groups,
            new TensorOptional(gain.value()),
            new TensorOptional(bias.value()),
            epsilon,
            true));
  }

  /**
   * Doubles height and width by repeating every pixel: {@code y[b, c, i, j] = x[b, c, i / 2, j /
   * 2]}.
   *
   * @param x [B, C, H, W]
   * @return [B, C, 2 H, 2 W]
   */
  public static Tensor enlarge(Tensor x) {
    return new Tensor(
        torch.upsample_nearest2d(
            x.value(),
            new long[] {2 * x.size(2), 2 * x.size(3)},
            new DoubleOptional(2),
            new DoubleOptional(2)));
  }

  /**
   * Moves blocks of pixels into channels: {@code y[b, (c k + u) k + v, i, j] = x[b, c, k i + u, k j
   * + v]}.
   *
   * @param x [B, C, k H, k W]
   * @param k the side of a block, at least 1
   * @return [B, C k k, H, W]
   */
  public static Tensor stack(Tensor x, int k) {
    return new Tensor(torch.pixel_unshuffle(x.value(), k));
  }

  /**
   * Moves channels back into blocks of pixels: the inverse of {@link #stack}.
   *
   * @param y [B, C k k, H, W]
   * @param k the side of a block, at least 1
   * @return [B, C, k H, k W]
   */
  public static Tensor spread(Tensor y, int k) {
    return new Tensor(torch.pixel_shuffle(y.value(), k));
  }
}
