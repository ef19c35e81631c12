package org.udm.torch.example;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.TorchRuntime;
import org.udm.torch.optim.AdamW;
import org.udm.torch.optim.AdamWOptions;
import org.udm.torch.optim.GradientClipping;
import org.udm.torch.optim.LearningRate;
import org.udm.torch.optim.MovingAverage;
import org.udm.torch.parameter.Parameters;
import org.udm.torch.parameter.Weights;

/**
 * Masked prediction of rows that repeat one random symbol: every visible token determines all
 * others, so the loss has to fall from log 8 to almost 0. One step of it is how a training step
 * looks in code.
 */
public final class ToyProblem implements AutoCloseable {
  private static final int SYMBOLS = 8;
  private static final int LENGTH = 8;
  private static final int BATCH = 16;

  private final TorchRuntime runtime;
  private final TinyTransformer network;
  private final Parameters parameters;
  private final AdamW optimizer;
  private final MovingAverage average;
  private final LearningRate rate = LearningRate.cosine(1e-2, 1e-3, 10, 300);
  private final SplittableRandom random = new SplittableRandom(5);

  private ToyProblem(TorchRuntime runtime) {
    this.runtime = runtime;
    this.network = TinyTransformer.of(SYMBOLS + 1, 16, 2, 1, LENGTH);
    this.parameters = Parameters.of(network.layout(), runtime);
    this.optimizer = AdamW.of(parameters, AdamWOptions.defaults());
    this.average = MovingAverage.of(parameters, 0.9, MovingAverage.WarmUp.ON);
  }

  /** A network at its initial weights. */
  public static ToyProblem of(TorchRuntime runtime) {
    return new ToyProblem(runtime);
  }

  /** Trains and returns the loss of every step, in nats per masked token. */
  public List<Double> train(int steps) {
    List<Double> losses = new ArrayList<>();
    for (int i = 0; i < steps; i++) {
      losses.add(step());
    }
    return losses;
  }

  @SuppressWarnings("try") // The scope frees the step's tensors.
  private double step() {
    int[] clean = new int[BATCH * LENGTH];
    int[] corrupted = new int[BATCH * LENGTH];
    int[] masked = new int[BATCH * LENGTH];
    int count = 0;
    for (int row = 0; row < BATCH; row++) {
      int symbol = random.nextInt(SYMBOLS);
      int visible = random.nextInt(LENGTH);
      for (int l = 0; l < LENGTH; l++) {
        int i = row * LENGTH + l;
        clean[i] = symbol;
        boolean shown = l == visible || random.nextDouble() < 0.3;
        corrupted[i] = shown ? clean[i] : SYMBOLS;
        if (!shown) {
          masked[count++] = i;
        }
      }
    }
    int[] positions = Arrays.copyOf(masked, count);
    int[] targets = Arrays.stream(positions).map(i -> clean[i]).toArray();
    try (TensorScope scope = TensorScope.open()) {
      Tensor logits =
          network.logits(
              parameters.weights(),
              runtime.tensor(corrupted, BATCH, LENGTH),
              runtime.tensor(positions, count));
      Tensor loss = logits.crossEntropy(runtime.tensor(targets, count)).mean();
      parameters.zeroGradient();
      parameters.backward(loss);
      GradientClipping.clip(parameters, 1.0);
      optimizer.step(parameters, rate.at(optimizer.steps()));
      average.update(parameters);
      return loss.item();
    }
  }

  /**
   * The share of masked tokens that the averaged weights predict, when all but the first are
   * masked.
   */
  public double accuracy() {
    return TensorScope.infer(
        scope -> {
          Weights weights = Weights.of(runtime, parameters.layout(), average.values());
          int right = 0;
          for (int symbol = 0; symbol < SYMBOLS; symbol++) {
            int[] row = new int[LENGTH];
            Arrays.fill(row, SYMBOLS);
            row[0] = symbol;
            int[] positions = {1, 2, 3, 4, 5, 6, 7};
            int[] best =
                network
                    .logits(weights, runtime.tensor(row, 1, LENGTH), runtime.tensor(positions, 7))
                    .argmax(1)
                    .ints();
            for (int predicted : best) {
              right += predicted == symbol ? 1 : 0;
            }
          }
          return right / (double) (SYMBOLS * (LENGTH - 1));
        });
  }

  /** The weights. */
  public Parameters parameters() {
    return parameters;
  }

  /** The optimiser. */
  public AdamW optimizer() {
    return optimizer;
  }

  /** The moving average. */
  public MovingAverage average() {
    return average;
  }

  @Override
  public void close() {
    parameters.close();
    optimizer.close();
    average.close();
  }
}
