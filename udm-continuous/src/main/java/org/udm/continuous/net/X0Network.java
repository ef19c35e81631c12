package org.udm.continuous.net;

import java.util.Arrays;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.Labels;
import org.udm.continuous.predict.Parametrization;
import org.udm.core.Times;
import org.udm.torch.Tensor;
import org.udm.torch.parameter.Weights;

/**
 * A network with what its output means: the mean of x_0, {@code D(x_t, t) = skip x_t + out F(in
 * x_t, noise)}.
 *
 * <pre>{@code
 * X0Network x0 = new X0Network(network, Readout.of(Parametrization.epsilon(), path));
 * LossLearner<FloatBatch> learner = LossLearner.of(SquaredError.of(x0), options, runtime);
 * }</pre>
 *
 * @param network F
 * @param readout the four scalars at every time
 */
public record X0Network(FloatNetwork network, Readout readout) {

  /**
   * What a network says of x_0.
   *
   * @param mean D(x_t, t), F32 [B, item]
   * @param interpolation (1 + v) / 2, F32 [B, item], which is 1/2 at first; null for a network that
   *     says the mean alone
   */
  record Said(Tensor mean, Tensor interpolation) {

    /** Both in one row, F32 [B, outputs * N]. */
    Tensor joined() {
      Tensor means = mean.reshape(mean.size(0), -1);
      return interpolation == null
          ? means
          : Tensor.cat(1, means, interpolation.reshape(mean.size(0), -1));
    }
  }

  /**
   * Asks the network. The open scope owns the tensors.
   *
   * @param weights the weights
   * @param xt corrupted rows F32 [B, item]
   * @param t one time per row [B]
   * @param labels the classes, {@link Labels#NONE} where there is none [B]
   * @return what it says
   * @throws IllegalArgumentException if a label is none of the network's classes
   */
  Said ask(Weights weights, Tensor xt, Times t, Labels labels) {
    requireClasses(labels);
    int rows = t.rows();
    float[] skip = new float[rows];
    float[] out = new float[rows];
    float[] in = new float[rows];
    double[] noise = new double[rows];
    for (int i = 0; i < rows; i++) {
      Parametrization.Scalars c = readout.at(t.at(i));
      skip[i] = (float) c.skip();
      out[i] = (float) c.out();
      in[i] = (float) c.in();
      noise[i] = c.noise();
    }
    Tensor told = weights.runtime().tensor(noise, rows);
    Tensor output = network.forward(weights, scaled(xt, in), told, labels);
    Tensor interpolation = null;
    if (network.outputs() == Outputs.MEAN_AND_VARIANCE) {
      Tensor[] halves = output.chunk(1, 2);
      output = halves[0];
      interpolation = halves[1].add(1).multiply(0.5);
    }
    return new Said(scaled(xt, skip).add(scaled(output, out)), interpolation);
  }

  /** Row i of x times factors[i]; x itself where all factors are 1. */
  private static Tensor scaled(Tensor x, float[] factors) {
    boolean unchanged = true;
    for (float factor : factors) {
      unchanged &= factor == 1;
    }
    if (unchanged) {
      return x;
    }
    long[] shape = new long[x.axes()];
    Arrays.fill(shape, 1);
    shape[0] = factors.length;
    return x.multiply(Tensor.of(factors, shape).to(x.device()));
  }

  private void requireClasses(Labels labels) {
    for (int i = 0; i < labels.rows(); i++) {
      if (labels.at(i) >= network.classes()) {
        throw new IllegalArgumentException(
            "row %d has label %d, but the network knows %d classes: give labels below that, or none"
                .formatted(i, labels.at(i), network.classes()));
      }
    }
  }

  /** Copies rows of the network's shape to the device; F32 [B, item]. */
  Tensor tensor(Weights weights, FloatBatch x) {
    return tensor(weights, x, network.shape());
  }

  /**
   * Copies rows to the device.
   *
   * @param weights whose device gets them
   * @param x rows [B, N]
   * @param shape what the items must be
   * @return F32 [B, item]
   * @throws IllegalArgumentException if the items have another shape
   */
  static Tensor tensor(Weights weights, FloatBatch x, int[] shape) {
    if (!Arrays.equals(shape, x.shape())) {
      throw new IllegalArgumentException(
          "items of shape %s for a network of items %s: build the network for that shape"
              .formatted(Arrays.toString(x.shape()), Arrays.toString(shape)));
    }
    long[] axes = new long[shape.length + 1];
    axes[0] = x.rows();
    for (int i = 0; i < shape.length; i++) {
      axes[i + 1] = shape[i];
    }
    return weights.runtime().tensor(x.toArray(), axes);
  }

  /**
   * Makes rows of results.
   *
   * @param like a batch of the same shape and number of rows
   * @param flat the elements of all rows [B * N]
   * @return the rows [B, N]
   */
  static FloatBatch batch(FloatBatch like, float[] flat) {
    int size = like.size();
    return like.map((i, e, old) -> flat[i * size + e]);
  }
}
