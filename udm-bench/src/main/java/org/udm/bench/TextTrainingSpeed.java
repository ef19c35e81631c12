package org.udm.bench;

import java.util.Arrays;
import org.udm.core.random.RandomStream;
import org.udm.core.random.RandomStreams;
import org.udm.core.schedule.PolynomialSchedule;
import org.udm.core.train.AntitheticTimes;
import org.udm.core.train.DataSource;
import org.udm.core.train.Objective;
import org.udm.core.train.Weight;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.mask.MaskNoise;
import org.udm.discrete.mask.Masking;
import org.udm.discrete.net.MaskedLoss;
import org.udm.discrete.net.Transformer;
import org.udm.discrete.net.TransformerShape;
import org.udm.torch.optim.LearningRate;
import org.udm.torch.train.LearnerOptions;
import org.udm.torch.train.LossLearner;

/**
 * Times training steps of the masked text model, the twin of {@code twin.py speed}: prints one line
 * of JSON with the median tokens per second.
 *
 * <p>Options, each followed by a value: {@code --width --layers --heads --block --batch --precision
 * --threads --warmup --steps}.
 */
public final class TextTrainingSpeed {
  /** As many characters as tiny Shakespeare has. */
  static final int VOCABULARY = 65;

  private TextTrainingSpeed() {}

  /**
   * Runs the timing.
   *
   * @param args pairs of option and value
   */
  public static void main(String[] args) {
    Arguments arguments =
        Arguments.of(
            args, "--width", "--layers", "--heads", "--block", "--batch", "--warmup", "--steps");
    int block = arguments.number("--block", 64);
    int batch = arguments.number("--batch", 12);
    Masking masking = Masking.of(VOCABULARY, PolynomialSchedule.linear());
    Objective<TokenBatch, MaskNoise> objective =
        new Objective<>(masking, AntitheticTimes.from(1e-3), Weight.bound(masking.schedule()));
    DataSource<TokenBatch> source = (step, rng) -> characters(batch, block, rng);
    Transformer network = network(arguments, block);
    try (LossLearner<TokenBatch> learner =
        LossLearner.of(
            MaskedLoss.of(network, masking.mask()),
            LearnerOptions.of(LearningRate.constant(1e-3)),
            arguments.runtime())) {
      Timing.ofTraining(source, objective, learner, arguments)
          .print("tokens", (long) batch * block, network.layout().size());
    }
  }

  /** Random ones: the time of an operation does not depend on what they say. */
  static TokenBatch characters(int rows, int length, RandomStreams rng) {
    int[][] ids = new int[rows][length];
    for (int i = 0; i < rows; i++) {
      RandomStream row = rng.row(i);
      Arrays.setAll(ids[i], l -> row.index(VOCABULARY));
    }
    return TokenBatch.of(ids);
  }

  /** The network of the sizes that were asked for. */
  static Transformer network(Arguments arguments, int length) {
    return Transformer.of(
        TransformerShape.of(VOCABULARY, length)
            .withLayers(arguments.number("--layers", 4))
            .withWidth(arguments.number("--width", 128), arguments.number("--heads", 4)));
  }
}
