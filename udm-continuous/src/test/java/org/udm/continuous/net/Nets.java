package org.udm.continuous.net;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.Labels;
import org.udm.core.Times;
import org.udm.torch.Precision;
import org.udm.torch.RuntimeOptions;
import org.udm.torch.TensorScope;
import org.udm.torch.TorchRuntime;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;

/** Tiny networks for tests, and weights that are no start. */
final class Nets {
  private Nets() {}

  /** A network and the name of its test. */
  record Case(String name, FloatNetwork network) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** One of each kind, told of K = 3 classes and of none. */
  static List<Case> all() {
    PointMlpShape points = PointMlpShape.of(3).withWidth(16).withBlocks(2);
    UNetShape images = UNetShape.of(1, 4).withWidth(8, 1, 2).withHeads(2);
    DiffusionTransformerShape transformer =
        DiffusionTransformerShape.of(2, 4).withPatch(2).withLayers(2).withWidth(16, 2);
    return List.of(
        new Case("point mlp", PointMlp.of(points)),
        new Case(
            "point mlp with classes and variance",
            PointMlp.of(points.withClasses(3).withOutputs(Outputs.MEAN_AND_VARIANCE))),
        new Case("u-net", UNet.of(images.withAttention())),
        new Case(
            "u-net of patches",
            Patched.of(UNet.of(UNetShape.of(4, 2).withWidth(8, 1).withHeads(2)), 2)),
        new Case(
            "u-net with classes",
            UNet.of(UNetShape.of(2, 6).withWidth(8, 2, 1).withBlocks(2).withClasses(3))),
        new Case(
            "u-net of patches with variance",
            Patched.of(
                UNet.of(UNetShape.of(4, 2).withWidth(8, 1).withOutputs(Outputs.MEAN_AND_VARIANCE)),
                2)),
        new Case("transformer", DiffusionTransformer.of(transformer.withPatch(1))),
        new Case("transformer with classes", DiffusionTransformer.of(transformer.withClasses(3))));
  }

  static TorchRuntime runtime(Precision precision) {
    return TorchRuntime.of(
        RuntimeOptions.defaults()
            .withDevice("cpu")
            .withThreads(1)
            .withPrecision(precision)
            .withSeed(5));
  }

  static TorchRuntime runtime() {
    return runtime(Precision.FP32);
  }

  /** Gaussians of a deviation at which outputs are of the order of 1. */
  static float[] wildValues(ParameterLayout layout, long seed) {
    Random random = new Random(seed);
    float[] flat = new float[(int) layout.size()];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = (float) (0.2 * random.nextGaussian());
    }
    return flat;
  }

  @SuppressWarnings("try") // the scope frees the flat tensor, of which the weights are a copy
  static Weights wild(FloatNetwork network, TorchRuntime runtime) {
    float[] flat = wildValues(network.layout(), 3);
    try (TensorScope scope = TensorScope.inference()) {
      return Weights.copyOf(runtime, network.layout(), runtime.tensor(flat, flat.length));
    }
  }

  /** Items of a shape, Gaussian. */
  static FloatBatch items(int[] shape, int rows, long seed) {
    Random random = new Random(seed);
    float[][] items = new float[rows][Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    for (float[] item : items) {
      for (int k = 0; k < item.length; k++) {
        item[k] = (float) random.nextGaussian();
      }
    }
    return FloatBatch.of(shape, items);
  }

  /** Times in (0.1, 0.9). */
  static Times times(int rows, long seed) {
    return Times.of(new Random(seed).doubles(rows, 0.1, 0.9).toArray());
  }

  /** Classes below K, and none. */
  static Labels labels(FloatNetwork network, int rows, long seed) {
    return Labels.of(new Random(seed).ints(rows, -1, network.classes()).toArray());
  }
}
