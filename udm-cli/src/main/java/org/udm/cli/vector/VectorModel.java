package org.udm.cli.vector;

import org.udm.cli.run.TorchModel;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.Labels;
import org.udm.continuous.net.FloatNetwork;
import org.udm.continuous.net.SquaredError;
import org.udm.continuous.net.X0Network;
import org.udm.core.Corruption;
import org.udm.core.given.Conditional;
import org.udm.core.given.Given;
import org.udm.core.train.Objective;
import org.udm.torch.parameter.Weights;

/**
 * A family of corruptions with a network.
 *
 * @param corruption the word of {@code --corruption}
 * @param family what belongs to it
 * @param loss the squared error of the network
 * @param classes K that it knows
 */
record VectorModel(
    String corruption, Family family, SquaredError<Given<FloatBatch, Labels>> loss, int classes)
    implements TorchModel<Given<FloatBatch, Labels>> {

  static VectorModel of(String corruption, Family family, FloatNetwork network) {
    return new VectorModel(
        corruption,
        family,
        SquaredError.given(new X0Network(network, family.readout())),
        network.classes());
  }

  @Override
  public Objective<Given<FloatBatch, Labels>, ?> objective() {
    return objective(family);
  }

  /** The objective of a family, whatever the network. */
  static Objective<Given<FloatBatch, Labels>, ?> objective(Family family) {
    return objective(family.corruption(), family);
  }

  private static <E> Objective<Given<FloatBatch, Labels>, E> objective(
      Corruption<FloatBatch, E> of, Family family) {
    return new Objective<>(Conditional.corruption(of), family.timeLaw(), family.weight());
  }

  @Override
  public VectorTrained trained(Weights weights) {
    return new VectorTrained(
        corruption, family, classes, new TorchNetwork(loss.predictor(weights)));
  }
}
