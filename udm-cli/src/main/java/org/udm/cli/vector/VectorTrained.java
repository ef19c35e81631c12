package org.udm.cli.vector;

import java.util.Optional;
import org.udm.cli.run.Trained;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.Labels;
import org.udm.core.bound.Nelbo;
import org.udm.core.given.Conditional;
import org.udm.core.given.Given;
import org.udm.core.predict.X0Predictor;
import org.udm.core.sample.Sampler;

/**
 * A trained model of points or images.
 *
 * @param corruption the word of {@code --corruption}
 * @param family what belongs to it
 * @param classes K that the network knows
 * @param network the network
 */
record VectorTrained(String corruption, Family family, int classes, VectorNetwork network)
    implements Trained<Given<FloatBatch, Labels>> {

  @Override
  public X0Predictor<Given<FloatBatch, Labels>> predictor() {
    return Conditional.predictor(network.withVariance(family::variance)::given);
  }

  @Override
  public Optional<Nelbo<Given<FloatBatch, Labels>>> bound(int steps, int draws) {
    return family.bound(steps, draws).map(Conditional::bound);
  }

  @Override
  public Sampler<Given<FloatBatch, Labels>> sampler() {
    return choose(Wish.usual(classes)).sampler(network, 0, (step, t, xt) -> {}, rows -> {});
  }

  /**
   * Returns the sampler that the options of a command line ask for.
   *
   * @throws org.udm.cli.console.UserException if the family has no such sampler
   */
  Choice choose(Wish wish) {
    return Choice.of(family, corruption, wish);
  }

  @Override
  public void close() {
    network.close();
  }
}
