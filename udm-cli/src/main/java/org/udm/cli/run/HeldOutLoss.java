package org.udm.cli.run;

import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.udm.core.Batch;
import org.udm.core.bound.Estimate;
import org.udm.core.random.RandomStreams;
import org.udm.core.train.Example;
import org.udm.torch.TensorScope;
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
   * @param model the objective and the loss
   * @param weights trained weights
   * @param batches the rows
   * @param rng the source of randomness
   * @param progress told how many rows are done
   * @param <X> the state
   * @return the mean over rows, each a mean over its units
   */
  @SuppressWarnings("try") // the scope frees what the network made; only numbers leave it
  public static <X extends Batch<X>> Estimate of(
      Model<X> model,
      Weights weights,
      Stream<X> batches,
      RandomStreams rng,
      LongConsumer progress) {
    double[] sums = new double[2]; // of the losses and their squares
    long[] done = {0};
    batches.forEach(
        batch -> {
          Example<X> example =
              model.objective().example(batch, rng.fromRow(Math.toIntExact(done[0])));
          try (TensorScope scope = TensorScope.inference()) {
            Loss.Part part =
                model.loss().of(weights, example, Math.max(1, model.loss().units(batch)));
            for (int i = 0; i < batch.rows(); i++) {
              double loss = example.weights()[i] * part.rowLosses()[i];
              sums[0] += loss;
              sums[1] += loss * loss;
            }
          }
          done[0] += batch.rows();
          progress.accept(done[0]);
        });
    double mean = sums[0] / done[0];
    double variance = Math.max(0, sums[1] / done[0] - mean * mean);
    return new Estimate(mean, done[0] == 1 ? Double.NaN : Math.sqrt(variance / (done[0] - 1)));
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
