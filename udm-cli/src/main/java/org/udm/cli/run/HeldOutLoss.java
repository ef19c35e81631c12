package org.udm.cli.run;

import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.udm.core.Batch;
import org.udm.core.bound.Estimate;
import org.udm.core.random.RandomStreams;
import org.udm.core.train.Example;
import org.udm.torch.TensorScope;
import org.udm.torch.parallel.Peers;
import org.udm.torch.parameter.Weights;
import org.udm.torch.train.Loss;

/**
 * The loss of training on rows that are not trained on: what is told of a family that has no bound.
 */
public final class HeldOutLoss {
  private HeldOutLoss() {}

  /**
   * Evaluates the loss; every batch has random streams of its own number.
   *
   * @param peers the processes that share the batches, each of which is told the whole loss
   * @param model the objective and the loss
   * @param weights trained weights
   * @param batches the rows
   * @param rng the source of randomness
   * @param progress told how many rows are done
   * @param <X> the state
   * @return the mean over rows, each a mean over its units
   */
  public static <X extends Batch<X>> Estimate of(
      Peers peers,
      Model<X> model,
      Weights weights,
      Stream<X> batches,
      RandomStreams rng,
      LongConsumer progress) {
    double[] losses =
        BatchTurns.of(
            peers,
            batches,
            1,
            (batch, row) -> losses(model, weights, batch, rng.fromRow(row)),
            progress);
    double sum = 0;
    double squares = 0;
    for (double loss : losses) {
      sum += loss;
      squares += loss * loss;
    }
    double mean = sum / losses.length;
    double variance = Math.max(0, squares / losses.length - mean * mean);
    return new Estimate(
        mean, losses.length == 1 ? Double.NaN : Math.sqrt(variance / (losses.length - 1)));
  }

  @SuppressWarnings("try") // the scope frees what the network made; only numbers leave it
  private static <X extends Batch<X>> double[] losses(
      Model<X> model, Weights weights, X batch, RandomStreams rng) {
    Example<X> example = model.objective().example(batch, rng);
    try (TensorScope scope = TensorScope.inference()) {
      Loss.Part part = model.loss().of(weights, example, Math.max(1, model.loss().units(batch)));
      double[] losses = part.rowLosses(); // read from the device once
      return IntStream.range(0, losses.length)
          .mapToDouble(i -> example.weights()[i] * losses[i])
          .toArray();
    }
  }

  /**
   * Returns a loss as JSON shows it.
   *
   * @param loss the loss
   * @return numbers by name
   */
  public static Map<String, Object> describe(Estimate loss) {
    return Map.of("held_out_loss", Bounds.describe(loss));
  }
}
