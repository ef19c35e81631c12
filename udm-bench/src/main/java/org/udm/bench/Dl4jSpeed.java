package org.udm.bench;

import org.nd4j.linalg.learning.config.Adam;
import org.udm.core.Batch;
import org.udm.dl4j.graph.GraphLearner;
import org.udm.dl4j.graph.GraphLearnerOptions;
import org.udm.dl4j.graph.GraphLoss;
import org.udm.dl4j.net.FloatGraph;
import org.udm.dl4j.net.FloatLoss;
import org.udm.dl4j.net.RowForm;
import org.udm.dl4j.net.RowLoss;
import org.udm.dl4j.net.TimeInput;
import org.udm.dl4j.ready.ImageUNet;
import org.udm.dl4j.ready.PointGraph;
import org.udm.dl4j.ready.RowSeq2Seq;

/**
 * Times training steps of the ready networks of Deeplearning4j: prints one line of JSON. {@code
 * dl4j.sh} starts it, without MKL.
 *
 * <p>Options, each followed by a value: {@code --batch --warmup --steps}.
 */
public final class Dl4jSpeed {
  private static final Adam ADAM = new Adam(1e-3, 0.9, 0.99, 1e-8);

  private Dl4jSpeed() {}

  /**
   * Runs the timing.
   *
   * @param args {@code points}, {@code images} or {@code sentences}, then pairs of option and value
   */
  public static void main(String[] args) {
    String what = EngineTask.name(args);
    Arguments arguments = EngineTask.arguments(args);
    int batch = arguments.number("--batch", 64);
    switch (what) {
      case "points" ->
          train(
              EngineTask.points(batch),
              FloatLoss.of(
                  FloatGraph.of(
                      PointGraph.of(2, ADAM).graph(),
                      TimeInput.CHANNEL,
                      EngineTask.POINT_READOUT,
                      2)),
              arguments);
      case "images" ->
          train(
              EngineTask.images(batch),
              FloatLoss.of(
                  FloatGraph.of(
                      ImageUNet.of(1, ImageSpeed.SIDE, ADAM).graph(),
                      TimeInput.CHANNEL,
                      ImageSpeed.readout(),
                      1,
                      ImageSpeed.SIDE,
                      ImageSpeed.SIDE)),
              arguments);
      case "sentences" ->
          train(
              EngineTask.sentences(batch),
              RowLoss.of(
                  RowSeq2Seq.of(EngineTask.MASKING.vocabulary(), EngineTask.GRAMMAR.length(), ADAM)
                      .rows(),
                  RowForm.carryingOver(EngineTask.MASKING.mask())),
              arguments);
      default -> throw EngineTask.unknown(what);
    }
  }

  private static <X extends Batch<X>, E> void train(
      EngineTask<X, E> task, GraphLoss<X> loss, Arguments arguments) {
    GraphLearner<X> learner =
        GraphLearner.of(loss, GraphLearnerOptions.defaults().withAverage(0.998));
    Timing.ofTraining(task.source(), task.objective(), learner, arguments)
        .print(task.unit(), task.units(), loss.network().weights().length());
  }
}
