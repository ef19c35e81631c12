package org.udm.dl4j.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.data.PointLaws;
import org.udm.continuous.predict.LossWeights;
import org.udm.core.random.RandomStreams;
import org.udm.core.train.AntitheticTimes;
import org.udm.core.train.Objective;
import org.udm.core.train.Trainer;
import org.udm.dl4j.FloatArrays;
import org.udm.dl4j.graph.GraphCheckpoint;
import org.udm.dl4j.graph.GraphLearner;
import org.udm.dl4j.graph.GraphLearnerOptions;
import org.udm.dl4j.graph.NetworkGraph;

/** Training by the framework's trainer and Deeplearning4j's own means. */
class TrainingTest {
  @TempDir Path folder;

  private static GraphLearner<FloatBatch> learner(MultiLayerNetwork network) {
    return GraphLearner.of(
        FloatLoss.of(FloatGraph.of(network, TimeInput.CHANNEL, Nets.EPSILON, 2)),
        GraphLearnerOptions.defaults().withAverage(0.9));
  }

  private static void train(GraphLearner<FloatBatch> learner, long from, long to) {
    Objective<FloatBatch, FloatBatch> objective =
        new Objective<>(Nets.NOISE, AntitheticTimes.from(1e-2), LossWeights.simple(Nets.PATH));
    Trainer.of((step, rng) -> PointLaws.twoMoons(0.05).draw(16, rng), objective, learner)
        .run(from, to, RandomStreams.of(1));
  }

  private static MultiLayerNetwork network(IUpdater updater) {
    return Nets.layers(updater, 0.8); // dropout draws, too
  }

  @Test
  void aResumedRunIsTheSameToTheLastBit() {
    GraphLearner<FloatBatch> whole = learner(network(new Adam(1e-2)));
    train(whole, 0, 6);
    GraphLearner<FloatBatch> first = learner(network(new Adam(1e-2)));
    train(first, 0, 4);
    Path file = folder.resolve("half.zip");
    GraphCheckpoint.write(file, first, Map.of("step", "4"));
    GraphLearner<FloatBatch> second = learner(network(new Adam(1e-2)));
    assertEquals(Map.of("step", "4"), GraphCheckpoint.read(file, second));
    assertNotEquals(weights(whole.loss().network()), weights(second.loss().network()));
    train(second, 4, 6);
    assertEquals(weights(whole.loss().network()), weights(second.loss().network()));
    assertEquals(weights(whole.network()), weights(second.network()), "averages");
    assertNotEquals(weights(whole.network()), weights(whole.loss().network()));
  }

  private static List<Float> weights(NetworkGraph network) {
    List<Float> all = new ArrayList<>();
    for (float weight : FloatArrays.flat(network.weights())) {
      all.add(weight);
    }
    return all;
  }

  @Test
  void deeplearning4jReadsTheCheckpointAndGoesOn() throws IOException {
    MultiLayerNetwork network = network(new Adam(1e-2));
    GraphLearner<FloatBatch> learner = learner(network);
    train(learner, 0, 3);
    assertEquals(3, network.getIterationCount());
    Path file = folder.resolve("network.zip");
    GraphCheckpoint.write(file, learner, Map.of());
    MultiLayerNetwork restored = ModelSerializer.restoreMultiLayerNetwork(file.toFile());
    assertEquals(network.params(), restored.params());
    assertEquals(3, restored.getIterationCount());
    assertEquals(
        learner.loss().network().updaterState(), restored.getUpdater().getStateViewArray());
    // the user's own loss is still there
    assertTrue(restored.getLayerWiseConfigurations().toJson().contains("LossL1"));
    GraphLearner<FloatBatch> more = learner(restored);
    train(learner, 3, 4);
    train(more, 3, 4);
    assertEquals(weights(learner.loss().network()), weights(more.loss().network()));
  }

  @Test
  void anEqualLearnerIsAnEqualFile() throws IOException {
    byte[][] files = new byte[2][];
    for (int k = 0; k < 2; k++) {
      GraphLearner<FloatBatch> learner = learner(network(new Adam(1e-2)));
      train(learner, 0, 1);
      Path file = folder.resolve(k + ".zip");
      GraphCheckpoint.write(file, learner, Map.of("a", "b", "c", "d"));
      GraphCheckpoint.write(file, learner, Map.of("c", "d", "a", "b"));
      files[k] = Files.readAllBytes(file);
    }
    assertEquals(files[0].length, files[1].length);
    try (var left = Files.list(folder)) {
      assertEquals(2, left.count(), "no temporary file is left");
    }
  }

  @Test
  void anotherNetworksCheckpointIsRefusedAndChangesNothing() {
    GraphLearner<FloatBatch> descent = learner(network(new Sgd(1e-2)));
    Path file = folder.resolve("descent.zip");
    GraphCheckpoint.write(file, descent, Map.of());
    GraphLearner<FloatBatch> adam = learner(network(new Adam(1e-2)));
    List<Float> before = weights(adam.loss().network());
    String message =
        assertThrows(IllegalArgumentException.class, () -> GraphCheckpoint.read(file, adam))
            .getMessage();
    assertTrue(message.contains("holds no updater"), message);
    assertEquals(before, weights(adam.loss().network()));
  }

  @Test
  void listenersAreTold() {
    MultiLayerNetwork network = network(new Adam(1e-2));
    List<Integer> steps = new ArrayList<>();
    List<Double> scores = new ArrayList<>();
    network.setListeners(
        new BaseTrainingListener() {
          @Override
          public void iterationDone(Model model, int iteration, int epoch) {
            steps.add(iteration);
            scores.add(model.score());
            assertEquals(network, model);
          }
        });
    train(learner(network), 0, 3);
    assertEquals(List.of(0, 1, 2), steps);
    assertTrue(scores.stream().allMatch(score -> score > 0));
  }

  @Test
  void aStepThatIsNotFiniteChangesNothing() {
    MultiLayerNetwork network = Nets.layers(new Adam(1e-2), 0);
    GraphLearner<FloatBatch> learner = learner(network);
    float[] before = FloatArrays.flat(network.params());
    var example = Nets.example(2, 2);
    learner.step(
        new org.udm.core.train.Example<>(
            example.x0().map((i, e, x) -> Float.NaN),
            example.xt(),
            example.t(),
            example.weights()));
    assertArrayEquals(before, FloatArrays.flat(network.params()));
    assertEquals(0, network.getIterationCount());
  }

  @Test
  void gradientsAreClipped() {
    MultiLayerNetwork network = Nets.layers(new Sgd(1), 0);
    float[] before = FloatArrays.flat(network.params());
    GraphLearner<FloatBatch> learner =
        GraphLearner.of(
            FloatLoss.of(FloatGraph.of(network, TimeInput.CHANNEL, Nets.EPSILON, 2)),
            GraphLearnerOptions.defaults().withClip(1e-3));
    assertTrue(learner.step(Nets.example(6, 2)).gradientNorm() > 1e-2);
    float[] after = FloatArrays.flat(network.params());
    double squares = 0;
    for (int k = 0; k < after.length; k++) {
      squares += Math.pow(after[k] - before[k], 2);
    }
    assertEquals(1e-3, Math.sqrt(squares), 1e-5);
  }
}
