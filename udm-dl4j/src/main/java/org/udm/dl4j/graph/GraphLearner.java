package org.udm.dl4j.graph;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.udm.core.Batch;
import org.udm.core.random.RandomStreams;
import org.udm.core.train.Example;
import org.udm.core.train.Learner;
import org.udm.core.train.StepReport;

/**
 * Brings a loss down by the updaters of a user's network, with clipping and a moving average,
 *
 * <pre>
 * a = d_k a + (1 - d_k) p after step k,   d_k = min(decay, (1 + k) / (10 + k)),
 * </pre>
 *
 * <p>and tells the network's listeners. A step whose loss or gradient is not finite changes nothing
 * and does not count. Source of the average: Ho, Jain and Abbeel, 2020, appendix B; of its warm-up:
 * TensorFlow's ExponentialMovingAverage.
 *
 * <pre>{@code
 * FloatLoss loss = FloatLoss.of(FloatGraph.of(graph, TimeInput.CHANNEL, readout, 2));
 * GraphLearner<FloatBatch> learner = GraphLearner.of(loss, GraphLearnerOptions.defaults());
 * Trainer.of(source, objective, learner).run(0, 2_000, rng);
 * FloatPredictor predictor = loss.predictor(learner.network());
 * }</pre>
 *
 * @param <X> the state
 */
public final class GraphLearner<X extends Batch<X>> implements Learner<X> {
  private final GraphLoss<X> loss;
  private final GraphLearnerOptions options;
  private final INDArray average; // [1, P], or null

  private GraphLearner(GraphLoss<X> loss, GraphLearnerOptions options) {
    this.loss = loss;
    this.options = options;
    this.average = options.averageDecay() > 0 ? loss.network().weights().dup() : null;
  }

  /**
   * Returns a learner that goes on from the weights, the updaters' state and the count of steps of
   * a network.
   *
   * @param loss what is brought down
   * @param options how
   * @param <X> the state
   * @return the learner
   */
  public static <X extends Batch<X>> GraphLearner<X> of(
      GraphLoss<X> loss, GraphLearnerOptions options) {
    return new GraphLearner<>(loss, options);
  }

  @Override
  public StepReport step(Example<X> example) {
    NetworkGraph network = loss.network();
    seedNoise(network.steps());
    INDArray said = network.forward(loss.inputs(example), Mode.TRAINING);
    GraphLoss.Part part = loss.of(said, example);
    INDArray gradient = network.backward(part.gradient());
    double norm = gradient.norm2Number().doubleValue();
    double rate = network.learningRate();
    if (Double.isFinite(norm) && Double.isFinite(part.loss())) {
      if (norm > options.clip()) {
        gradient.muli(options.clip() / norm);
      }
      long before = network.steps();
      network.update(part.loss());
      if (average != null) {
        double decay = Math.min(options.averageDecay(), (1.0 + before) / (10.0 + before));
        average.addi(network.weights().sub(average).muli(1 - decay));
      }
    }
    return new StepReport(part.loss(), part.rowLosses(), norm, rate, loss.units(example.x0()));
  }

  /** ND4J's generator is one for the process; each step begins it anew, resumed or not. */
  private void seedNoise(long step) {
    Nd4j.getRandom()
        .setSeed(
            (long)
                (RandomStreams.of(options.seed()).named("network noise").at(step).row(0).uniform()
                    * Long.MAX_VALUE));
  }

  /**
   * Returns what is brought down.
   *
   * @return the loss
   */
  public GraphLoss<X> loss() {
    return loss;
  }

  /**
   * Returns a copy of the network as it is now, with averaged weights where there is an average,
   * for evaluation and sampling. Training may go on beside it.
   *
   * @return the network
   */
  public NetworkGraph network() {
    return loss.network().copy(average == null ? loss.network().weights() : average);
  }

  /** The moving average [1, P], or null. */
  INDArray average() {
    return average;
  }
}
