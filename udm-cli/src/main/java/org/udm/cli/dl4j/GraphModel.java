package org.udm.cli.dl4j;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.udm.cli.console.UserException;
import org.udm.cli.processes.Crew;
import org.udm.cli.run.Kept;
import org.udm.cli.run.Model;
import org.udm.cli.run.Run;
import org.udm.cli.run.RunLearner;
import org.udm.cli.run.Settings;
import org.udm.cli.run.Trained;
import org.udm.core.Batch;
import org.udm.core.train.Objective;
import org.udm.dl4j.graph.GraphLoss;
import org.udm.dl4j.graph.NetworkGraph;

/**
 * A family of corruptions whose network Deeplearning4j computes. Device and threads were chosen
 * when this JVM was started.
 *
 * @param loss what its network, with fresh weights, is trained on
 * @param recipe how
 * @param objectives makes the objective
 * @param trained makes the trained model of a network
 * @param <X> the state
 */
record GraphModel<X extends Batch<X>>(
    GraphLoss<X> loss,
    Recipe recipe,
    Supplier<Objective<X, ?>> objectives,
    Function<NetworkGraph, Trained<X>> trained)
    implements Model<X> {

  @Override
  public Objective<X, ?> objective() {
    return objectives.get();
  }

  @Override
  public long units(X x0) {
    return loss.units(x0);
  }

  @Override
  public RunLearner<X> learner(Settings settings, Crew crew) {
    requireAlone(crew);
    return GraphRunLearner.of(this);
  }

  private static void requireAlone(Crew crew) {
    if (crew.peers().size() > 1) {
      throw UserException.usage(
          "%d processes with --engine dl4j: it computes in one; start one, or take --engine torch"
              .formatted(crew.peers().size()));
    }
  }

  @Override
  public Kept<X> kept(Run run, Crew crew, String device, int threads) {
    requireAlone(crew);
    GraphRunLearner<X> learner = GraphRunLearner.of(this);
    learner.load(run.directory(), objective().timeLaw());
    return new Kept<>(learner.trained(), learner.losses(), learner.steps(), Optional.empty());
  }
}
