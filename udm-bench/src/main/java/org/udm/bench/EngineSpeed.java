package org.udm.bench;

import org.udm.continuous.net.SquaredError;
import org.udm.continuous.net.X0Network;
import org.udm.core.Batch;
import org.udm.discrete.net.MaskedLoss;
import org.udm.discrete.net.Transformer;
import org.udm.discrete.net.TransformerShape;
import org.udm.torch.optim.AdamWOptions;
import org.udm.torch.optim.LearningRate;
import org.udm.torch.train.LearnerOptions;
import org.udm.torch.train.Loss;
import org.udm.torch.train.LossLearner;

/**
 * Times training steps on LibTorch of what {@link Dl4jSpeed} trains on Deeplearning4j: prints one
 * line of JSON. The networks for {@code points} and {@code images} are those of the other engine,
 * layer by layer; for {@code sentences} it is a transformer of about as many weights.
 *
 * <p>Options, each followed by a value: {@code --batch --warmup --steps --precision --threads}.
 */
public final class EngineSpeed {
  private EngineSpeed() {}

  /**
   * Runs the timing.
   *
   * @param args {@code points}, {@code images} or {@code sentences}, then pairs of option and value
   */
  public static void main(String[] args) {
    String what = EngineTask.name(args);
    Arguments arguments = EngineTask.arguments(args);
    int batch = arguments.number("--batch", 64);
    switch (what) {
      case "points" ->
          train(
              EngineTask.points(batch),
              SquaredError.of(new X0Network(PlainMlp.of(), EngineTask.POINT_READOUT)),
              arguments);
      case "images" ->
          train(
              EngineTask.images(batch),
              SquaredError.of(new X0Network(PlainUNet.of(), ImageSpeed.readout())),
              arguments);
      case "sentences" ->
          train(
              EngineTask.sentences(batch),
              MaskedLoss.of(transformer(), EngineTask.MASKING.mask()),
              arguments);
      default -> throw EngineTask.unknown(what);
    }
  }

  private static Transformer transformer() {
    return Transformer.of(
        TransformerShape.of(EngineTask.MASKING.vocabulary(), EngineTask.GRAMMAR.length())
            .withLayers(1)
            .withWidth(64, 4));
  }

  private static <X extends Batch<X>, E> void train(
      EngineTask<X, E> task, Loss<X> loss, Arguments arguments) {
    LearnerOptions options =
        LearnerOptions.of(LearningRate.constant(1e-3))
            .withAdamW(AdamWOptions.defaults().withWeightDecay(0))
            .withAverage(0.998);
    try (LossLearner<X> learner = LossLearner.of(loss, options, arguments.runtime())) {
      Timing.ofTraining(task.source(), task.objective(), learner, arguments)
          .print(task.unit(), task.units(), loss.layout().size());
    }
  }
}
