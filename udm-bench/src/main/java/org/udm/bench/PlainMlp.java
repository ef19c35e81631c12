package org.udm.bench;

import java.util.ArrayList;
import java.util.List;
import org.udm.continuous.Labels;
import org.udm.continuous.net.FloatNetwork;
import org.udm.continuous.net.Outputs;
import org.udm.torch.DataType;
import org.udm.torch.Tensor;
import org.udm.torch.layer.Bias;
import org.udm.torch.layer.Linear;
import org.udm.torch.parameter.Initialization;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;

/**
 * The layers of {@link org.udm.dl4j.ready.PointGraph} on LibTorch, for points of the plane.
 *
 * @param input W_in
 * @param blocks W of each block
 * @param output W_out
 */
record PlainMlp(ParameterLayout layout, Linear input, List<Linear> blocks, Linear output)
    implements FloatNetwork {
  private static final int WIDTH = 128;
  private static final int BLOCKS = 3;
  private static final int DIMENSION = 2;

  /** The network of the other engine's usual size. */
  static PlainMlp of() {
    ParameterLayout.Builder layout = ParameterLayout.builder();
    Linear input = linear(layout, "input", DIMENSION + 1, WIDTH);
    List<Linear> blocks = new ArrayList<>();
    for (int i = 0; i < BLOCKS; i++) {
      blocks.add(linear(layout, "dense" + i, WIDTH, WIDTH));
    }
    Linear output = linear(layout, "output", WIDTH, DIMENSION);
    return new PlainMlp(layout.build(), input, blocks, output);
  }

  private static Linear linear(ParameterLayout.Builder layout, String name, int in, int out) {
    return Linear.of(
        layout.in(name), in, out, Bias.LEARNED, Initialization.normal(1 / Math.sqrt(in)));
  }

  @Override
  public int[] shape() {
    return new int[] {DIMENSION};
  }

  @Override
  public Outputs outputs() {
    return Outputs.MEAN;
  }

  @Override
  public int classes() {
    return 0;
  }

  @Override
  public Tensor forward(Weights weights, Tensor x, Tensor noise, Labels labels) {
    Tensor told = Tensor.cat(1, x, noise.to(DataType.F32).unsqueeze(1));
    Tensor h = input.forward(weights, told).silu();
    for (Linear block : blocks) {
      h = h.add(block.forward(weights, h).silu());
    }
    return output.forward(weights, h).to(DataType.F32);
  }
}
