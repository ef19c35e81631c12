package org.udm.cli.dl4j;

import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.regularization.WeightDecay;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.udm.cli.run.CommonSettings;
import org.udm.cli.run.Settings;
import org.udm.dl4j.Nd4jRuntime;
import org.udm.dl4j.graph.GraphLearnerOptions;
import org.udm.dl4j.ready.WarmedSchedule;

/**
 * How a network of Deeplearning4j learns as the settings of a run say: Adam with decay of the
 * weight matrices behind it, which is AdamW.
 *
 * @param updater Adam with the run's learning rates
 * @param decay of the weight matrices
 * @param learnerOptions clipping and the moving average
 */
record Recipe(Adam updater, double decay, GraphLearnerOptions learnerOptions) {

  /** The recipe of settings. */
  static Recipe of(Settings settings) {
    Adam updater =
        Adam.builder()
            .learningRateSchedule(rates(settings))
            .beta1(settings.number("beta1"))
            .beta2(settings.number("beta2"))
            .epsilon(settings.number("epsilon"))
            .build();
    return new Recipe(
        updater,
        settings.number("weight-decay"),
        new GraphLearnerOptions(
            settings.number("clip"), settings.number("ema"), settings.longInteger("seed")));
  }

  private static ISchedule rates(Settings settings) {
    double peak = settings.number("lr");
    double end = CommonSettings.lastRate(settings);
    long steps = settings.longInteger("steps");
    long warmup = Math.min(settings.longInteger("warmup"), steps - 1);
    return switch (settings.text("decay")) {
      case "cosine" -> new WarmedSchedule(WarmedSchedule.Fall.COSINE, peak, end, warmup, steps);
      case "linear" -> new WarmedSchedule(WarmedSchedule.Fall.LINEAR, peak, end, warmup, steps);
      default -> new FixedSchedule(peak);
    };
  }

  /** A network with fresh weights, whose matrices decay. */
  ComputationGraph graph(ComputationGraphConfiguration configuration) {
    Nd4jRuntime.start();
    configuration
        .getVertices()
        .values()
        .forEach(
            vertex -> {
              if (vertex instanceof LayerVertex layer) {
                decay(layer.getLayerConf().getLayer());
              }
            });
    ComputationGraph graph = new ComputationGraph(configuration);
    graph.init();
    return graph;
  }

  private void decay(Layer layer) {
    if (layer instanceof Bidirectional both) {
      decay(both.getFwd());
      decay(both.getBwd());
    } else if (layer instanceof BaseLayer weighted && decay > 0) {
      weighted.setRegularization(List.of(new WeightDecay(decay, true))); // times the learning rate
    }
  }
}
