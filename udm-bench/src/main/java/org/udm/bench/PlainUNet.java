package org.udm.bench;

import java.util.ArrayList;
import java.util.List;
import org.udm.continuous.Labels;
import org.udm.continuous.net.FloatNetwork;
import org.udm.continuous.net.Outputs;
import org.udm.torch.DataType;
import org.udm.torch.Planes;
import org.udm.torch.Tensor;
import org.udm.torch.layer.Convolution;
import org.udm.torch.parameter.Initialization;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;

/**
 * The layers of {@link org.udm.dl4j.ready.ImageUNet} on LibTorch, for grey images of 28 x 28
 * pixels.
 *
 * @param layers the convolutions in the order of the pass: input, then down, then up, then output
 */
record PlainUNet(ParameterLayout layout, List<Convolution> layers) implements FloatNetwork {
  private static final int WIDTH = 32;
  private static final int LEVELS = 3;

  /** The network of the other engine's usual size. */
  static PlainUNet of() {
    Declared layers = new Declared();
    layers.add(2, WIDTH, 1);
    for (int level = 0; level < LEVELS; level++) {
      if (level > 0) {
        layers.add(WIDTH * level, WIDTH * (level + 1), 2);
      }
      layers.addBlock(WIDTH * (level + 1));
    }
    for (int level = LEVELS - 2; level >= 0; level--) {
      layers.add(WIDTH * (level + 2) + WIDTH * (level + 1), WIDTH * (level + 1), 1);
      layers.addBlock(WIDTH * (level + 1));
    }
    layers.add(WIDTH, 1, 1);
    return new PlainUNet(layers.layout.build(), layers.list);
  }

  /** Declares layers of 3 x 3 convolutions one after another. */
  private static final class Declared {
    private final ParameterLayout.Builder layout = ParameterLayout.builder();
    private final List<Convolution> list = new ArrayList<>();

    void add(int in, int out, int stride) {
      Initialization law = Initialization.normal(Math.sqrt(2.0 / (9 * in)));
      list.add(Convolution.of(layout.in("layer" + list.size()), in, out, 3, stride, law));
    }

    void addBlock(int width) {
      add(width, width, 1);
      add(width, width, 1);
    }
  }

  @Override
  public int[] shape() {
    return new int[] {1, ImageSpeed.SIDE, ImageSpeed.SIDE};
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
    Tensor plane =
        noise
            .to(DataType.F32)
            .view(x.size(0), 1, 1, 1)
            .expand(x.size(0), 1, ImageSpeed.SIDE, ImageSpeed.SIDE);
    Pass pass = new Pass(weights, Tensor.cat(1, x, plane));
    pass.through();
    List<Tensor> seen = new ArrayList<>();
    for (int level = 0; level < LEVELS; level++) {
      if (level > 0) {
        pass.through();
      }
      pass.throughBlock();
      seen.add(pass.h);
    }
    for (int level = LEVELS - 2; level >= 0; level--) {
      pass.h = Tensor.cat(1, Planes.enlarge(pass.h), seen.get(level));
      pass.through();
      pass.throughBlock();
    }
    return layers.get(pass.next).forward(weights, pass.h).to(DataType.F32);
  }

  /** Hidden planes on their way through the layers. */
  private final class Pass {
    private final Weights weights;
    private Tensor h;
    private int next;

    Pass(Weights weights, Tensor h) {
      this.weights = weights;
      this.h = h;
    }

    void through() {
      h = layers.get(next++).forward(weights, h).silu();
    }

    void throughBlock() {
      Tensor before = h;
      through();
      through();
      h = before.add(h);
    }
  }
}
