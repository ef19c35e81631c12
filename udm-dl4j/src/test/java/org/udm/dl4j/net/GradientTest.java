package org.udm.dl4j.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Sgd;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.Labels;
import org.udm.core.Batch;
import org.udm.core.Times;
import org.udm.core.given.Given;
import org.udm.core.train.Example;
import org.udm.core.train.StepReport;
import org.udm.dl4j.graph.GraphLearner;
import org.udm.dl4j.graph.GraphLearnerOptions;
import org.udm.dl4j.graph.GraphLoss;
import org.udm.dl4j.ready.ImageUNet;
import org.udm.dl4j.ready.PointGraph;
import org.udm.dl4j.ready.RowSeq2Seq;

/** Gradients of every kind of network against differences of its loss. */
class GradientTest {
  private static final Sgd DESCENT = new Sgd(1); // a step is the gradient

  /** A loss with an example. */
  record Case<X extends Batch<X>>(String name, GraphLoss<X> loss, Example<X> example) {

    /** The loss at some weights. */
    double value(INDArray weights) {
      loss.network().weights().assign(weights);
      INDArray said = loss.network().output(loss.inputs(example));
      return loss.of(said, example).loss();
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** Three rows: two of classes 1 and 0, one of none. */
  private static Example<Given<FloatBatch, Labels>> labelled(Example<FloatBatch> of) {
    Labels labels = Labels.of(1, 0, Labels.NONE);
    return new Example<>(
        new Given<>(of.x0(), labels), new Given<>(of.xt(), labels), of.t(), of.weights());
  }

  private static ComputationGraph fine(ComputationGraph graph) {
    return graph.convertDataType(DataType.DOUBLE);
  }

  static List<Case<?>> cases() {
    return List.of(
        new Case<>(
            "points, layers",
            FloatLoss.of(
                FloatGraph.of(Nets.layers(DESCENT, 0), TimeInput.CHANNEL, Nets.EPSILON, 2)),
            Nets.example(6, 2)),
        new Case<>(
            "points, two inputs, no output layer",
            FloatLoss.of(
                FloatGraph.of(fine(Nets.twoInputs(0, DESCENT)), TimeInput.INPUT, Nets.EPSILON, 2)),
            Nets.example(6, 2)),
        new Case<>(
            "points, ready",
            FloatLoss.of(
                FloatGraph.of(
                    fine(PointGraph.of(3, DESCENT).withWidth(8).graph()),
                    TimeInput.CHANNEL,
                    Nets.EPSILON,
                    3)),
            Nets.example(5, 3)),
        new Case<>(
            "points of a class, two inputs",
            LabelledLoss.of(
                FloatGraph.of(fine(Nets.twoInputs(2, DESCENT)), TimeInput.INPUT, Nets.EPSILON, 2)
                    .withClasses(2)),
            labelled(Nets.example(3, 2))),
        new Case<>(
            "images of a class, ready",
            LabelledLoss.of(
                FloatGraph.of(
                        fine(ImageUNet.of(1, 4, DESCENT).withWidth(2).withClasses(2).graph()),
                        TimeInput.CHANNEL,
                        Nets.EPSILON,
                        1,
                        4,
                        4)
                    .withClasses(2)),
            labelled(Nets.example(3, 1, 4, 4))),
        new Case<>(
            "images, ready",
            FloatLoss.of(
                FloatGraph.of(
                    fine(ImageUNet.of(2, 8, DESCENT).withWidth(3).graph()),
                    TimeInput.CHANNEL,
                    Nets.EPSILON,
                    2,
                    8,
                    8)),
            Nets.example(3, 2, 8, 8)),
        new Case<>(
            "masked tokens",
            TokenLoss.atMasks(
                TokenGraph.of(
                    fine(Nets.tagger(3, 4, 5, DESCENT)), 3, 4, TokenInput.ONE_HOT, TimeInput.NONE),
                3),
            Nets.ragged()),
        new Case<>(
            "masked tokens, the mask a token, time a channel",
            TokenLoss.atMasks(
                TokenGraph.of(
                    fine(Nets.tagger(4, 5, 5, DESCENT)),
                    4,
                    4,
                    TokenInput.ONE_HOT,
                    TimeInput.CHANNEL),
                3),
            Nets.ragged()),
        new Case<>(
            "tokens everywhere, ids, time an input",
            TokenLoss.everywhere(
                TokenGraph.of(
                    fine(Nets.embedding(3, 4, 5, DESCENT)), 3, 4, TokenInput.IDS, TimeInput.INPUT)),
            Nets.ragged()),
        new Case<>(
            "rows",
            RowLoss.of(
                RowGraph.of(
                    fine(RowSeq2Seq.of(3, 4, DESCENT).withWidth(6).graph()),
                    3,
                    4,
                    4,
                    TokenInput.ONE_HOT,
                    TimeInput.NONE),
                RowForm.anyLength()),
            Nets.ragged()));
  }

  @ParameterizedTest
  @MethodSource("cases")
  <X extends Batch<X>> void theSlopeAlongTheGradientIsItsNorm(Case<X> of) {
    INDArray weights = of.loss().network().weights();
    INDArray start = weights.dup();
    StepReport report =
        GraphLearner.of(of.loss(), GraphLearnerOptions.defaults().withClip(1e9)).step(of.example());
    INDArray gradient = start.sub(weights);
    double slope = gradient.norm2Number().doubleValue();
    assertEquals(report.gradientNorm(), slope, 1e-4 * slope);
    assertEquals(of.value(start), report.loss(), 1e-5);
    INDArray direction = gradient.div(slope);
    double h = 0.02 * Math.min(1, report.loss() / slope); // moves the loss by 2 % at most
    double above = of.value(start.add(direction.mul(h)));
    double below = of.value(start.sub(direction.mul(h)));
    // what is said is rounded to F32: 1e-7 of the loss against 2 % of it; and the curvature's
    assertEquals(slope, (above - below) / (2 * h), 4e-3 * slope + 1e-5);
    // planted: any other direction is less steep
    INDArray other = direction.dup();
    other.putScalar(0, other.getDouble(0) + 0.5);
    other.divi(other.norm2Number());
    double less = (of.value(start.add(other.mul(h))) - of.value(start.sub(other.mul(h)))) / (2 * h);
    assertTrue(less < 0.99 * slope, less + " of " + slope);
  }

  @Test
  void vectorsAreMultipliedWithTheJacobian() {
    for (FloatGraph graph :
        List.of(
            FloatGraph.of(Nets.layers(DESCENT, 0), TimeInput.CHANNEL, Nets.EPSILON, 2),
            FloatGraph.of(fine(Nets.twoInputs(0, DESCENT)), TimeInput.INPUT, Nets.EPSILON, 2),
            FloatGraph.of(
                fine(ImageUNet.of(1, 4, DESCENT).withWidth(2).graph()),
                TimeInput.CHANNEL,
                Nets.EPSILON,
                1,
                4,
                4))) {
      FloatPredictor predictor = FloatPredictor.of(graph);
      Example<FloatBatch> example = Nets.example(3, graph.shape());
      FloatBatch xt = example.xt();
      FloatBatch vector = example.x0();
      FloatBatch product = predictor.vectorJacobian(xt, example.t(), vector);
      double h = 1e-2;
      for (int e = 0; e < 2; e++) {
        int moved = e;
        FloatBatch above = xt.map((i, k, x) -> x + (k == moved ? h : 0));
        FloatBatch below = xt.map((i, k, x) -> x - (k == moved ? h : 0));
        FloatBatch up = predictor.predict(above, example.t()).mean().orElseThrow();
        FloatBatch down = predictor.predict(below, example.t()).mean().orElseThrow();
        for (int i = 0; i < xt.rows(); i++) {
          double slope = 0;
          for (int k = 0; k < xt.size(); k++) {
            slope += vector.at(i, k) * (up.at(i, k) - down.at(i, k)) / (2 * h);
          }
          assertEquals(slope, product.at(i, e), 2e-3 * Math.max(1, Math.abs(slope)));
        }
      }
    }
  }

  @Test
  void whatActsOtherwiseInTrainingIsNotDifferentiated() {
    FloatPredictor predictor =
        FloatPredictor.of(
            FloatGraph.of(Nets.layers(DESCENT, 0.5), TimeInput.CHANNEL, Nets.EPSILON, 2));
    FloatBatch x = FloatBatch.points(new float[2]);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> predictor.vectorJacobian(x, Times.all(1, 0.5), x))
            .getMessage();
    assertTrue(message.contains("without dropout and batch normalisation"), message);
  }
}
