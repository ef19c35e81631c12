package org.udm.dl4j.ready;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.ISchedule;
import org.udm.torch.optim.LearningRate;

/** The learning rates of both engines are the same, and a configuration keeps them. */
class WarmedScheduleTest {

  @Test
  void bothEnginesHaveTheSameRates() {
    same(
        LearningRate.cosine(3e-3, 1e-4, 10, 90),
        new WarmedSchedule(WarmedSchedule.Fall.COSINE, 3e-3, 1e-4, 10, 90));
    same(
        LearningRate.linear(3e-3, 0, 0, 90),
        new WarmedSchedule(WarmedSchedule.Fall.LINEAR, 3e-3, 0, 0, 90));
  }

  private static void same(LearningRate wanted, ISchedule schedule) {
    for (int step = 0; step < 100; step++) {
      assertEquals(wanted.at(step), schedule.valueAt(step, 0), 1e-15);
      assertEquals(wanted.at(step), schedule.clone().valueAt(step, 0), 1e-15);
    }
  }

  @Test
  void theTextFormOfAConfigurationKeepsIt() {
    WarmedSchedule schedule = new WarmedSchedule(WarmedSchedule.Fall.COSINE, 3e-3, 1e-4, 10, 90);
    ComputationGraphConfiguration read =
        ComputationGraphConfiguration.fromJson(
            PointGraph.of(2, new Adam(schedule)).configuration().toJson());
    BaseLayer layer =
        (BaseLayer) ((LayerVertex) read.getVertices().get("input")).getLayerConf().getLayer();
    assertEquals(schedule.valueAt(50, 0), layer.getIUpdater().getLearningRate(50, 0), 1e-15);
  }

  @Test
  void ratesThatMakeNoSenseAreRefused() {
    WarmedSchedule.Fall fall = WarmedSchedule.Fall.LINEAR;
    assertThrows(IllegalArgumentException.class, () -> new WarmedSchedule(fall, 1e-3, 1e-2, 0, 10));
    assertThrows(IllegalArgumentException.class, () -> new WarmedSchedule(fall, 0, 0, 0, 10));
    assertThrows(IllegalArgumentException.class, () -> new WarmedSchedule(fall, 1e-3, 0, 10, 10));
  }
}
