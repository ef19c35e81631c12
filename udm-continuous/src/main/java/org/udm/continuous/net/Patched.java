package org.udm.continuous.net;

import java.util.Arrays;
import org.udm.continuous.Labels;
import org.udm.torch.Planes;
import org.udm.torch.Tensor;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;

/**
 * A network that sees k x k patches of an image as the channels of one pixel,
 *
 * <pre>
 * F(x) = stack^-1(G(stack(x))),   stack: [C, k H, k W] -> [C k k, H, W]
 * </pre>
 *
 * <p>Its work is that of G on an image of one k-th the size; on small images most of what the full
 * size costs is saved. Source: Hoogeboom et al., "simple diffusion", 2023, on patching the input of
 * a U-Net.
 *
 * <pre>{@code
 * FloatNetwork network = Patched.of(UNet.of(UNetShape.of(4, 14).withWidth(32, 1, 2)), 2); // 28 x 28
 * }</pre>
 */
public final class Patched implements FloatNetwork {
  private final FloatNetwork inner;
  private final int side;

  private Patched(FloatNetwork inner, int side) {
    this.inner = inner;
    this.side = side;
  }

  /**
   * Returns a network for images k times as high and wide as another's.
   *
   * @param inner G, for items [C k k, H, W]
   * @param side k, at least 1
   * @return the network, for items [C, k H, k W]
   * @throws IllegalArgumentException if the inner network's items are no planes, or their number is
   *     no multiple of k k
   */
  public static Patched of(FloatNetwork inner, int side) {
    int[] shape = inner.shape();
    if (side < 1 || shape.length != 3 || shape[0] % (side * side) != 0) {
      throw new IllegalArgumentException(
          "patches of side %d for a network of items %s: it must take [C %d, H, W], side at least 1"
              .formatted(side, Arrays.toString(shape), side * side));
    }
    return new Patched(inner, side);
  }

  @Override
  public ParameterLayout layout() {
    return inner.layout();
  }

  @Override
  public int[] shape() {
    int[] shape = inner.shape();
    return new int[] {shape[0] / (side * side), shape[1] * side, shape[2] * side};
  }

  @Override
  public Outputs outputs() {
    return inner.outputs();
  }

  @Override
  public int classes() {
    return inner.classes();
  }

  @Override
  public Tensor forward(Weights weights, Tensor x, Tensor noise, Labels labels) {
    return Planes.spread(inner.forward(weights, Planes.stack(x, side), noise, labels), side);
  }
}
