package org.udm.cli.image;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.udm.torch.DataType;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.TorchRuntime;
import org.udm.torch.checkpoint.Checkpoint;
import org.udm.torch.checkpoint.CheckpointException;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;
import org.udm.torch.train.LossLearner;

/** The file in which a run keeps the classifier of its data. */
final class KeptClassifier {
  private static final String DATA = "data_hash";

  private KeptClassifier() {}

  /** The weights of a classifier of the same data and shape, if they are kept. */
  @SuppressWarnings("try") // the scope frees the views; the flat tensor is retained
  static Optional<Weights> read(
      Path file, String hash, ParameterLayout layout, TorchRuntime runtime) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Tensor flat = runtime.zeros(DataType.F32, layout.size()).retain();
    Map<String, String> metadata;
    try (TensorScope scope = TensorScope.inference()) {
      metadata = Checkpoint.read(file, layout.named(LossLearner.AVERAGE, flat));
    } catch (CheckpointException e) {
      return Optional.empty(); // one of another version: train it again
    }
    return hash.equals(metadata.get(DATA))
        ? Optional.of(Weights.of(runtime, layout, flat))
        : Optional.empty();
  }

  /** Keeps what was learned, with a moving average, if the run can be written to. */
  @SuppressWarnings("try") // the scope frees the views
  static void write(Path file, String hash, LossLearner<?> learner) {
    try (TensorScope scope = TensorScope.inference()) {
      Checkpoint.write(file, learner.state(), Map.of("format", "pt", DATA, hash));
    } catch (CheckpointException e) {
      // somebody else's run: the next evaluation trains it again
    }
  }
}
