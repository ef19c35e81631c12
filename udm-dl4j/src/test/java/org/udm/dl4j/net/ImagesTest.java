package org.udm.dl4j.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.learning.config.Adam;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.data.Glyphs;
import org.udm.continuous.gaussian.GaussianKernel;
import org.udm.continuous.metric.EnergyDistance;
import org.udm.continuous.net.Readout;
import org.udm.continuous.predict.Parametrization;
import org.udm.core.random.RandomStreams;
import org.udm.core.sample.GridSampler;
import org.udm.core.sample.PredictThenCorrect;
import org.udm.core.sample.X0Choice;
import org.udm.core.schedule.TimeGrid;
import org.udm.core.train.AntitheticTimes;
import org.udm.core.train.Objective;
import org.udm.core.train.TrainListener;
import org.udm.core.train.Trainer;
import org.udm.dl4j.graph.GraphLearner;
import org.udm.dl4j.graph.GraphLearnerOptions;
import org.udm.dl4j.ready.ImageUNet;

/** The ready U-Net begins to learn images, and draws them. */
class ImagesTest {
  private static final Parametrization VELOCITY = Parametrization.velocity();
  private static final int SIDE = 12; // pixels; a step costs as many as there are

  @Test
  void glyphsAreLearnedAndDrawn() {
    FloatLoss loss =
        FloatLoss.of(
            FloatGraph.of(
                ImageUNet.of(1, SIDE, new Adam(3e-3)).withWidth(4).graph(),
                TimeInput.CHANNEL,
                Readout.of(VELOCITY, Nets.PATH),
                1,
                SIDE,
                SIDE));
    GraphLearner<FloatBatch> learner = GraphLearner.of(loss, GraphLearnerOptions.defaults());
    List<Double> losses = new ArrayList<>();
    Trainer.of(
            Glyphs.of(SIDE).source(16),
            new Objective<>(
                Nets.NOISE,
                AntitheticTimes.from(1e-2),
                t -> Math.pow(VELOCITY.at(Nets.PATH, t).out(), -2)),
            learner)
        .withListener(
            (step, report) -> {
              losses.add(report.loss());
              return TrainListener.Next.CONTINUE;
            })
        .run(0, 60, RandomStreams.of(1));
    double first = mean(losses.subList(0, 5));
    double last = mean(losses.subList(55, 60));
    // at the time of writing 0.70 to 0.39; sums of several threads differ from run to run
    assertTrue(last < 0.75 * first, "loss " + first + " to " + last);
    FloatBatch drawn =
        GridSampler.of(
                Nets.NOISE.prior(1, SIDE, SIDE),
                PredictThenCorrect.of(
                        loss.predictor(learner.network()), GaussianKernel.ddim(Nets.PATH, 0))
                    .withChoice(X0Choice.MEAN),
                TimeGrid.uniform(10))
            .draw(40, RandomStreams.of(2))
            .x0();
    assertArrayEquals(new int[] {1, SIDE, SIDE}, drawn.shape());
    FloatBatch fresh = Glyphs.of(SIDE).draw(40, RandomStreams.of(3)).items();
    double distance = EnergyDistance.of(drawn, fresh);
    double start =
        EnergyDistance.of(Nets.NOISE.prior(1, SIDE, SIDE).draw(40, RandomStreams.of(4)), fresh);
    assertTrue(distance < 0.75 * start, distance + " of " + start);
  }

  private static double mean(List<Double> some) {
    return some.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }
}
