package org.udm.cli.run;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.udm.cli.console.UserException;
import org.udm.core.train.TimeLaw;
import org.udm.torch.DataType;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.TorchRuntime;
import org.udm.torch.checkpoint.Checkpoint;
import org.udm.torch.checkpoint.CheckpointException;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;
import org.udm.torch.train.LossLearner;

/** The checkpoint of a run: the learner's tensors, its step, and what the time law remembers. */
final class RunCheckpoint {
  private static final String STEP = "step";
  private static final String TIMES = "time_law";

  private RunCheckpoint() {}

  /** Trained weights and the step they belong to. */
  record Kept(Weights weights, long steps) {}

  @SuppressWarnings("try") // the scope frees the views
  static void save(RunDirectory directory, LossLearner<?> learner, TimeLaw times) {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("format", "pt"); // what Python's loaders look for
    metadata.put(STEP, String.valueOf(learner.steps()));
    metadata.put(
        TIMES,
        Arrays.stream(times.state()).mapToObj(Double::toString).collect(Collectors.joining(" ")));
    try (TensorScope scope = TensorScope.inference()) {
      Checkpoint.write(directory.checkpoint(), learner.state(), metadata);
    }
  }

  @SuppressWarnings("try") // the scope frees the views
  static void load(RunDirectory directory, LossLearner<?> learner, TimeLaw times) {
    try (TensorScope scope = TensorScope.inference()) {
      Map<String, String> metadata = Checkpoint.read(directory.checkpoint(), learner.state());
      learner.resumeAt(steps(directory, metadata));
      String state = metadata.getOrDefault(TIMES, "");
      times.restore(
          state.isEmpty()
              ? new double[0]
              : Arrays.stream(state.split(" ")).mapToDouble(Double::parseDouble).toArray());
    } catch (CheckpointException | IllegalArgumentException e) {
      throw UserException.failed(e.getMessage(), e);
    }
  }

  /** The weights to sample and evaluate with: averaged ones where the run keeps an average. */
  @SuppressWarnings("try") // the scope frees the views; the flat tensor is retained
  static Kept weights(
      RunDirectory directory, ParameterLayout layout, TorchRuntime runtime, boolean averaged) {
    Tensor flat = runtime.zeros(DataType.F32, layout.size()).retain();
    String prefix = averaged ? LossLearner.AVERAGE : LossLearner.WEIGHTS;
    Map<String, String> metadata;
    try (TensorScope scope = TensorScope.inference()) {
      metadata = Checkpoint.read(directory.checkpoint(), layout.named(prefix, flat));
    } catch (CheckpointException e) {
      throw UserException.failed(e.getMessage(), e);
    }
    // outside of the scope, because the views of the weights live on
    return new Kept(Weights.of(runtime, layout, flat), steps(directory, metadata));
  }

  private static long steps(RunDirectory directory, Map<String, String> metadata) {
    try {
      return Long.parseLong(metadata.getOrDefault(STEP, ""));
    } catch (NumberFormatException e) {
      throw UserException.failed(
          directory.checkpoint()
              + " does not say which step it belongs to: it is no checkpoint of udm",
          e);
    }
  }
}
