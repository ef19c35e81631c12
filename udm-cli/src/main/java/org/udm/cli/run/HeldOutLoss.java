package org.udm.cli.run;

import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.udm.core.Batch;
import org.udm.core.bound.Estimate;
import org.udm.core.random.RandomStreams;
import org.udm.core.train.Example;
import org.udm.core.train.Objective;
import org.udm.torch.parallel.Peers;

/**
 * The loss of training on rows that are not trained on: what is told of a family that has no bound.
 */
public final class HeldOutLoss {
  private HeldOutLoss() {}

  /**
   * Evaluates the loss; every batch has random streams of its own number.
   *
   * @param peers the processes that share the batches, each of which is told the whole loss
   * @param objective draws times and noise
   * @param losses of rows under trained weights
   * @param batches the rows
   * @param rng the source of randomness
   * @param progress told how many rows are done
   * @param <X> the state
   * @return the mean over rows, each a mean over its units
   */
  public static <X extends Batch<X>> Estimate of(
      Peers peers,
      Objective<X, ?> objective,
      RowLosses<X> losses,
      Stream<X> batches,
      RandomStreams rng,
      LongConsumer progress) {
    double[] found =
        BatchTurns.of(
            peers,
            batches,
            1,
            (batch, row) -> weighted(objective.example(batch, rng.fromRow(row)), losses),
            progress);
    double sum = 0;
    double squares = 0;
    for (double loss : found) {
      sum += loss;
      squares += loss * loss;
    }
    double mean = sum / found.length;
    double variance = Math.max(0, squares / found.length - mean * mean);
    return new Estimate(
        mean, found.length == 1 ? Double.NaN : Math.sqrt(variance / (found.length - 1)));
  }

  private static <X extends Batch<X>> double[] weighted(Example<X> example, RowLosses<X> losses) {
    double[] unweighted = losses.of(example);
    return IntStream.range(0, unweighted.length)
        .mapToDouble(i -> example.weights()[i] * unweighted[i])
        .toArray();
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
