package org.udm.dl4j.net;

import java.util.Arrays;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.Labels;
import org.udm.continuous.net.Readout;
import org.udm.continuous.predict.Parametrization;
import org.udm.core.Times;
import org.udm.dl4j.FloatArrays;
import org.udm.dl4j.graph.GraphInputs;
import org.udm.dl4j.graph.NetworkGraph;

/**
 * A network of Deeplearning4j for points or images, with what its output means: {@code D(x_t, t) =
 * skip x_t + out F(in x_t, noise)}.
 *
 * <pre>{@code
 * FloatGraph x0 = FloatGraph.of(graph, TimeInput.CHANNEL, Readout.of(Parametrization.epsilon(), path), 2);
 * }</pre>
 *
 * <p>A class is told beside the time, as one indicator for each class, all 0 where there is none:
 * more columns of the time's input [B, 1 + K], or more channels of x_t, the same number everywhere.
 *
 * @param network F, from [B, N] or [B, C, H, W] to the same
 * @param time how it is told the noise level
 * @param classes K that it can be told, 0 for none
 * @param readout the four scalars at every time
 * @param shape lengths of an item's axes, such as {2} or {1, 28, 28}
 */
public record FloatGraph(
    NetworkGraph network, TimeInput time, int classes, Readout readout, int... shape) {

  /** Requires as many inputs as the time's place asks for, and a place for the class. */
  public FloatGraph {
    if (classes < 0 || classes > 0 && time == TimeInput.NONE) {
      throw new IllegalArgumentException(
          "a network of %d classes that is told the time by %s: at least 0, and TimeInput.INPUT or CHANNEL where a class is told beside it"
              .formatted(classes, time));
    }
    int needed = time == TimeInput.INPUT ? 2 : 1;
    if (network.inputs() != needed) {
      throw new IllegalArgumentException(
          "a network of %d inputs that is told the time by %s: it must have %d (%s)"
              .formatted(
                  network.inputs(), time, needed, needed == 2 ? "x_t, then the time" : "x_t"));
    }
    shape = shape.clone();
  }

  /**
   * Returns a graph with what its output means.
   *
   * @param graph the graph, whose weights are used and not copied
   * @param time how it is told the noise level
   * @param readout what its output means
   * @param shape lengths of an item's axes
   * @return the network
   */
  public static FloatGraph of(
      ComputationGraph graph, TimeInput time, Readout readout, int... shape) {
    return new FloatGraph(NetworkGraph.of(graph), time, 0, readout, shape);
  }

  /**
   * Returns a network of one input with what its output means.
   *
   * @param network the network, whose weights are used and not copied
   * @param time how it is told the noise level
   * @param readout what its output means
   * @param shape lengths of an item's axes
   * @return the network
   */
  public static FloatGraph of(
      MultiLayerNetwork network, TimeInput time, Readout readout, int... shape) {
    return new FloatGraph(NetworkGraph.of(network), time, 0, readout, shape);
  }

  /**
   * Returns the same network, which is told classes, too.
   *
   * @param other K, at least 0; its time's input has 1 + K columns, or its x_t K more channels
   * @return the network
   */
  public FloatGraph withClasses(int other) {
    return new FloatGraph(network, time, other, readout, shape);
  }

  @Override
  public int[] shape() {
    return shape.clone();
  }

  /** The same with another network of the same kind. */
  FloatGraph with(NetworkGraph other) {
    return new FloatGraph(other, time, classes, readout, shape);
  }

  /** The scalars of each row [B]. */
  Parametrization.Scalars[] scalars(Times t) {
    Parametrization.Scalars[] scalars = new Parametrization.Scalars[t.rows()];
    Arrays.setAll(scalars, i -> readout.at(t.at(i)));
    return scalars;
  }

  /** What the network is asked with for rows [B, N] and their classes [B]. */
  GraphInputs inputs(FloatBatch xt, Parametrization.Scalars[] at, Labels labels) {
    if (!Arrays.equals(shape, xt.shape())) {
      throw new IllegalArgumentException(
          "items of shape %s for a network of items %s: build the network for that shape"
              .formatted(Arrays.toString(xt.shape()), Arrays.toString(shape)));
    }
    INDArray x = FloatArrays.of(xt.map((i, e, value) -> at[i].in() * value));
    return switch (time) {
      case NONE -> GraphInputs.of(x);
      case INPUT -> GraphInputs.of(x, told(at, labels, 1).reshape('c', at.length, 1L + classes));
      case CHANNEL -> GraphInputs.of(Nd4j.concat(1, x, planes(at, labels)));
    };
  }

  /** The gradient with respect to {@code in x_t}, of what came back to the first input. */
  INDArray withoutTime(INDArray gradient) {
    return time == TimeInput.CHANNEL
        ? gradient.get(NDArrayIndex.all(), NDArrayIndex.interval(0, shape[0]))
        : gradient;
  }

  /**
   * Returns D of what the network said.
   *
   * @throws IllegalArgumentException if it does not say one number for each element
   */
  FloatBatch x0(FloatBatch xt, INDArray said, Parametrization.Scalars[] at) {
    float[] output = output(xt, said);
    int size = xt.size();
    return xt.map((i, e, x) -> at[i].skip() * x + at[i].out() * output[i * size + e]);
  }

  private static float[] output(FloatBatch xt, INDArray said) {
    if (said.size(0) != xt.rows() || said.length() != (long) xt.rows() * xt.size()) {
      throw new IllegalArgumentException(
          "a network that says %s about %d items %s: it must say one number for each element"
              .formatted(Arrays.toString(said.shape()), xt.rows(), Arrays.toString(xt.shape())));
    }
    return FloatArrays.flat(said);
  }

  private INDArray planes(Parametrization.Scalars[] at, Labels labels) {
    int places = 1;
    long[] axes = new long[shape.length + 1];
    axes[0] = at.length;
    axes[1] = 1L + classes;
    for (int axis = 1; axis < shape.length; axis++) {
      places *= shape[axis];
      axes[axis + 1] = shape[axis];
    }
    return told(at, labels, places).reshape('c', axes);
  }

  /** The noise level and the indicators of the classes, the same at all places, [B, 1 + K, M]. */
  private INDArray told(Parametrization.Scalars[] at, Labels labels, int places) {
    float[] values = new float[at.length * (1 + classes) * places];
    for (int i = 0; i < at.length; i++) {
      if (labels.at(i) >= classes) {
        throw new IllegalArgumentException(
            "row %d has label %d, but the network knows %d classes: give labels below that, or none"
                .formatted(i, labels.at(i), classes));
      }
      int from = i * (1 + classes) * places;
      Arrays.fill(values, from, from + places, (float) at[i].noise());
      if (labels.at(i) != Labels.NONE) {
        int indicator = from + (1 + labels.at(i)) * places;
        Arrays.fill(values, indicator, indicator + places, 1);
      }
    }
    return Nd4j.create(values, new long[] {at.length, 1L + classes, places}, 'c');
  }
}
