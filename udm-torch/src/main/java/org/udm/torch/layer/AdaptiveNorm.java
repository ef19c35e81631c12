package org.udm.torch.layer;

import org.udm.torch.DataType;
import org.udm.torch.Tensor;
import org.udm.torch.parameter.Initialization;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;

/**
 * Adaptive layer norm, zero at first: a condition c gives shift, scale and gate of a branch of the
 * network, y = x + gate f(norm(x)(1 + scale) + shift), and since the map from c starts at zero
 * every branch starts as the identity (Peebles and Xie, DiT, arXiv:2212.09748, section 3.2,
 * adaLN-Zero).
 *
 * <pre>{@code
 * AdaptiveNorm.Modulation m = norm.forward(weights, condition);
 * x = m.join(x, attention.forward(weights, m.enter(x), context));
 * }</pre>
 */
public final class AdaptiveNorm {
  private final Linear map;
  private final long width;

  private AdaptiveNorm(Linear map, long width) {
    this.map = map;
    this.width = width;
  }

  /**
   * Declares {@code weight} [3 D, C] and {@code bias} [3 D], zeros at first.
   *
   * @param layout of this part of the network
   * @param conditionWidth C
   * @param width D
   */
  public static AdaptiveNorm of(ParameterLayout.Builder layout, long conditionWidth, long width) {
    return new AdaptiveNorm(
        Linear.of(layout, conditionWidth, 3 * width, Bias.LEARNED, Initialization.ZEROS), width);
  }

  /**
   * Shift, scale and gate for a condition.
   *
   * @param weights of the network
   * @param condition [B, C]
   */
  public Modulation forward(Weights weights, Tensor condition) {
    Tensor all = map.forward(weights, condition.silu()).to(DataType.F32).unsqueeze(1);
    Tensor[] parts = all.split(-1, width, width, width);
    return new Modulation(parts[0], parts[1].add(1), parts[2]);
  }

  /**
   * How a branch is entered and joined.
   *
   * @param shift F32 [B, 1, D]
   * @param factor F32 [B, 1, D], 1 + scale
   * @param gate F32 [B, 1, D]
   */
  public record Modulation(Tensor shift, Tensor factor, Tensor gate) {
    /**
     * The same for some places, whose states are [M, D].
     *
     * @param places M of them
     * @return shift, factor and gate of each place
     */
    public Modulation at(Places places) {
      return new Modulation(places.ofRows(shift), places.ofRows(factor), places.ofRows(gate));
    }

    /**
     * norm(x) (1 + scale) + shift.
     *
     * @param x [B, L, D]
     * @return F32 [B, L, D]
     */
    public Tensor enter(Tensor x) {
      return shift.addProduct(x.to(DataType.F32).layerNorm(LayerNorm.EPSILON), factor);
    }

    /**
     * x + gate branch.
     *
     * @param x F32 [B, L, D]
     * @param branch [B, L, D]
     * @return F32 [B, L, D]
     */
    public Tensor join(Tensor x, Tensor branch) {
      return x.addProduct(gate, branch.to(DataType.F32));
    }
  }
}
