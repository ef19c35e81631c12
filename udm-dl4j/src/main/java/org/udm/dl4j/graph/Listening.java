package org.udm.dl4j.graph;

import java.util.Collection;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;

/** Deeplearning4j's listeners of a user's network. */
final class Listening {
  private Listening() {}

  /** Tells them that a step was made, and what the loss was. */
  static void tell(Model user, double loss, int step) {
    if (user instanceof ComputationGraph graph) {
      graph.setScore(loss);
      tell(graph.getListeners(), graph, step, graph.getEpochCount());
    } else if (user instanceof MultiLayerNetwork network) {
      network.setScore(loss);
      tell(network.getListeners(), network, step, network.getEpochCount());
    }
  }

  private static void tell(
      Collection<TrainingListener> listeners, Model user, int step, int epoch) {
    for (TrainingListener listener : listeners) {
      listener.iterationDone(user, step, epoch);
    }
  }
}
