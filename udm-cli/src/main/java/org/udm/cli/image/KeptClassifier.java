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

/**
 * The file in which a run keeps the classifier of its data.
 *
 * @param file the file
 * @param hash of the data
 * @param steps of the classifier's training
 */
record KeptClassifier(Path file, String hash, int steps) {

  private Map<String, String> metadata() {
    return Map.of("format", "pt", "data_hash", hash, "steps", String.valueOf(steps));
  }

  /** The weights of a classifier of the same data, shape and steps, if they are kept. */
  @SuppressWarnings("try") // the scope frees the views; the flat tensor is retained
  Optional<Weights> read(ParameterLayout layout, TorchRuntime runtime) {
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
    return metadata().equals(metadata)
        ? Optional.of(Weights.of(runtime, layout, flat))
        : Optional.empty();
  }

  /** Keeps what was learned, with a moving average, if the run can be written to. */
  @SuppressWarnings("try") // the scope frees the views
  void write(LossLearner<?> learner) {
    try (TensorScope scope = TensorScope.inference()) {
      Checkpoint.write(file, learner.state(), metadata());
    } catch (CheckpointException e) {
      // somebody else's run: the next evaluation trains it again
    }
  }
}
