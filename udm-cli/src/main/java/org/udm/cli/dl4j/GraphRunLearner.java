package org.udm.cli.dl4j;

import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.udm.cli.console.UserException;
import org.udm.cli.run.EngineDescription;
import org.udm.cli.run.RowLosses;
import org.udm.cli.run.RunDirectory;
import org.udm.cli.run.RunLearner;
import org.udm.cli.run.Trained;
import org.udm.core.Batch;
import org.udm.core.train.Example;
import org.udm.core.train.StepReport;
import org.udm.core.train.TimeLaw;
import org.udm.dl4j.Nd4jDescription;
import org.udm.dl4j.Nd4jRuntime;
import org.udm.dl4j.graph.GraphCheckpoint;
import org.udm.dl4j.graph.GraphLearner;
import org.udm.dl4j.graph.NetworkGraph;

/** The network of a run that Deeplearning4j computes, in one process. */
final class GraphRunLearner<X extends Batch<X>> implements RunLearner<X> {
  private static final String TIMES = "time_law";

  private final GraphModel<X> model;
  private final GraphLearner<X> learner;

  private GraphRunLearner(GraphModel<X> model, GraphLearner<X> learner) {
    this.model = model;
    this.learner = learner;
  }

  static <X extends Batch<X>> GraphRunLearner<X> of(GraphModel<X> model) {
    return new GraphRunLearner<>(
        model, GraphLearner.of(model.loss(), model.recipe().learnerOptions()));
  }

  @Override
  public StepReport step(Example<X> example) {
    return learner.step(example);
  }

  @Override
  public EngineDescription engine() {
    Nd4jDescription described = Nd4jRuntime.describe();
    return new EngineDescription(
        "nd4j",
        described.version(),
        described.gpus() == 0 ? "cpu" : "cuda",
        described.threads(),
        "fp32");
  }

  @Override
  public long steps() {
    return learner.loss().network().steps();
  }

  @Override
  public long size() {
    return learner.loss().network().weights().length();
  }

  @Override
  public void share(TimeLaw times) {
    // this process is alone
  }

  @Override
  public void requireSameWeights() {
    // this process is alone
  }

  @Override
  public void save(RunDirectory directory, TimeLaw times) {
    String state =
        Arrays.stream(times.state()).mapToObj(Double::toString).collect(Collectors.joining(" "));
    GraphCheckpoint.write(directory.graphCheckpoint(), learner, Map.of(TIMES, state));
  }

  @Override
  public void load(RunDirectory directory, TimeLaw times) {
    try {
      String state =
          GraphCheckpoint.read(directory.graphCheckpoint(), learner).getOrDefault(TIMES, "");
      times.restore(
          state.isEmpty()
              ? new double[0]
              : Arrays.stream(state.split(" ")).mapToDouble(Double::parseDouble).toArray());
    } catch (UncheckedIOException | IllegalArgumentException e) {
      throw UserException.failed(e.getMessage(), e);
    }
  }

  @Override
  public Trained<X> trained() {
    return model.trained().apply(learner.network());
  }

  @Override
  public RowLosses<X> losses() {
    NetworkGraph network = learner.network();
    return new RowLosses<>() {
      @Override
      public double[] of(Example<X> example) {
        return model.loss().of(network.output(model.loss().inputs(example)), example).rowLosses();
      }

      @Override
      public void close() {
        // Java's garbage collector frees arrays of ND4J
      }
    };
  }

  @Override
  public void close() {
    // Java's garbage collector frees arrays of ND4J
  }
}
