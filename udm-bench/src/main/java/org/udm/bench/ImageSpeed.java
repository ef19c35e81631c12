package org.udm.bench;

import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.gaussian.CosinePath;
import org.udm.continuous.gaussian.GaussianCorruption;
import org.udm.continuous.gaussian.GaussianKernel;
import org.udm.continuous.gaussian.GaussianPath;
import org.udm.continuous.net.FloatNetwork;
import org.udm.continuous.net.NetworkPredictor;
import org.udm.continuous.net.Patched;
import org.udm.continuous.net.Readout;
import org.udm.continuous.net.SquaredError;
import org.udm.continuous.net.UNet;
import org.udm.continuous.net.UNetShape;
import org.udm.continuous.net.X0Network;
import org.udm.continuous.predict.Parametrization;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.RandomStream;
import org.udm.core.random.RandomStreams;
import org.udm.core.sample.GridSampler;
import org.udm.core.sample.PredictThenCorrect;
import org.udm.core.sample.X0Choice;
import org.udm.core.schedule.TimeGrid;
import org.udm.core.train.AntitheticTimes;
import org.udm.core.train.DataSource;
import org.udm.core.train.Objective;
import org.udm.torch.optim.LearningRate;
import org.udm.torch.train.LearnerOptions;
import org.udm.torch.train.LossLearner;

/**
 * Times training steps ({@code speed}) or draws ({@code sample}) of the image model, the twin of
 * {@code unet_twin.py}: prints one line of JSON with the median images per second. The images are
 * random, of 28 x 28 pixels.
 *
 * <p>Options, each followed by a value: {@code --width --precision --threads}; to train, {@code
 * --batch --warmup --steps}; to draw, {@code --count --steps --repeats}.
 */
public final class ImageSpeed {
  static final int SIDE = 28; // pixels
  private static final int PATCH = 2;
  private static final int IMAGES = 1_000; // the time of a step does not depend on what they show
  private static final GaussianPath PATH = CosinePath.standard();
  private static final Parametrization OUTPUT = Parametrization.velocity();

  private ImageSpeed() {}

  /**
   * Runs the timing.
   *
   * @param args {@code speed} or {@code sample}, then pairs of option and value
   */
  public static void main(String[] args) {
    String mode = args.length == 0 ? "" : args[0];
    String[] options = Arrays.copyOfRange(args, Math.min(1, args.length), args.length);
    switch (mode) {
      case "speed" -> train(Arguments.of(options, "--width", "--batch", "--warmup", "--steps"));
      case "sample" -> sample(Arguments.of(options, "--width", "--count", "--steps", "--repeats"));
      default ->
          throw new IllegalArgumentException(
              "mode '%s': the first word must be speed or sample".formatted(mode));
    }
  }

  private static void train(Arguments arguments) {
    int batch = arguments.number("--batch", 64);
    SquaredError<FloatBatch> loss = loss(arguments);
    try (LossLearner<FloatBatch> learner = learner(loss, arguments)) {
      Timing.ofTraining(source(batch), objective(), learner, arguments)
          .print("images", batch, loss.layout().size());
    }
  }

  /** Batches of random images. */
  static DataSource<FloatBatch> source(int batch) {
    FloatBatch images = images();
    return (step, rng) -> {
      int[] index = new int[batch];
      Arrays.setAll(index, i -> rng.row(i).index(IMAGES));
      return images.gather(index);
    };
  }

  /** The squared error of the velocity. */
  static Objective<FloatBatch, FloatBatch> objective() {
    return new Objective<>(
        GaussianCorruption.of(PATH),
        AntitheticTimes.from(1e-3),
        t -> Math.pow(OUTPUT.at(PATH, t).out(), -2));
  }

  /** What the network's output means. */
  static Readout readout() {
    return Readout.of(OUTPUT, PATH);
  }

  private static void sample(Arguments arguments) {
    SquaredError<FloatBatch> loss = loss(arguments);
    LongAdder asked = new LongAdder();
    try (LossLearner<FloatBatch> untrained = learner(loss, arguments);
        NetworkPredictor network = loss.predictor(untrained.weights())) {
      X0Predictor<FloatBatch> counted =
          (xt, t) -> {
            asked.add(xt.rows());
            return network.predict(xt, t);
          };
      GridSampler<FloatBatch> ddim =
          GridSampler.of(
              GaussianCorruption.of(PATH).prior(1, SIDE, SIDE),
              PredictThenCorrect.of(counted, GaussianKernel.ddim(PATH, 0))
                  .withChoice(X0Choice.MEAN),
              TimeGrid.uniform(arguments.number("--steps", 50)));
      Timing.ofDraws(ddim, asked, arguments)
          .print("images", arguments.number("--count", 64), loss.layout().size());
    }
  }

  private static SquaredError<FloatBatch> loss(Arguments arguments) {
    UNetShape shape =
        UNetShape.of(PATCH * PATCH, SIDE / PATCH)
            .withWidth(arguments.number("--width", 32), 1, 2)
            .withAttention(SIDE / PATCH / 2);
    FloatNetwork network = Patched.of(UNet.of(shape), PATCH);
    return SquaredError.of(new X0Network(network, readout()));
  }

  private static LossLearner<FloatBatch> learner(
      SquaredError<FloatBatch> loss, Arguments arguments) {
    return LossLearner.of(
        loss,
        LearnerOptions.of(LearningRate.constant(1e-3)).withAverage(0.998),
        arguments.runtime());
  }

  private static FloatBatch images() {
    RandomStreams rng = RandomStreams.of(1);
    float[][] items = new float[IMAGES][SIDE * SIDE];
    for (int i = 0; i < IMAGES; i++) {
      RandomStream stream = rng.row(i);
      for (int e = 0; e < items[i].length; e++) {
        items[i][e] = (float) stream.uniform(-1, 1);
      }
    }
    return FloatBatch.of(new int[] {1, SIDE, SIDE}, items);
  }
}
