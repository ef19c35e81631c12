package org.udm.dl4j.example;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.data.PointLaws;
import org.udm.continuous.gaussian.GaussianCorruption;
import org.udm.continuous.gaussian.GaussianKernel;
import org.udm.continuous.gaussian.VariancePreserving;
import org.udm.continuous.net.Readout;
import org.udm.continuous.predict.LogNormalTimes;
import org.udm.continuous.predict.LossWeights;
import org.udm.continuous.predict.Parametrization;
import org.udm.core.random.RandomStreams;
import org.udm.core.sample.GridSampler;
import org.udm.core.sample.PredictThenCorrect;
import org.udm.core.sample.X0Choice;
import org.udm.core.schedule.TimeGrid;
import org.udm.core.train.Objective;
import org.udm.core.train.Trainer;
import org.udm.dl4j.FloatArrays;
import org.udm.dl4j.graph.GraphLearner;
import org.udm.dl4j.graph.GraphLearnerOptions;
import org.udm.dl4j.net.FloatGraph;
import org.udm.dl4j.net.FloatLoss;
import org.udm.dl4j.net.TimeInput;

public final class FifteenLines {
  public static void main(String[] args) {
    // your network: a point and the time go in, a point comes out
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .updater(new Adam(3e-3))
                .activation(Activation.SWISH)
                .list()
                .layer(new DenseLayer.Builder().nIn(3).nOut(64).build())
                .layer(new DenseLayer.Builder().nIn(64).nOut(64).build())
                .layer(
                    new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
                        .activation(Activation.IDENTITY)
                        .nIn(64)
                        .nOut(2)
                        .build())
                .build());
    // the diffusion model
    var path = VariancePreserving.standard();
    var noise = GaussianCorruption.of(path);
    var readout = Readout.of(Parametrization.edm(0.5), path);
    var loss = FloatLoss.of(FloatGraph.of(network, TimeInput.CHANNEL, readout, 2));
    var learner = GraphLearner.of(loss, GraphLearnerOptions.defaults().withAverage(0.99));
    var times = LogNormalTimes.edm(path);
    var weight = times.underThisLaw(LossWeights.edm(path, 0.5));
    var objective = new Objective<>(noise, times, weight);
    Trainer.of(PointLaws.twoMoons(0.05).source(128), objective, learner)
        .run(0, 300, RandomStreams.of(1));
    var predictor = loss.predictor(learner.network());
    var step =
        PredictThenCorrect.of(predictor, GaussianKernel.ddim(path, 0)).withChoice(X0Choice.MEAN);
    var sampler = GridSampler.of(noise.prior(2), step, TimeGrid.uniform(25));
    FloatBatch drawn = sampler.draw(500, RandomStreams.of(2)).x0();
    System.out.println("the middle of the points: " + FloatArrays.of(drawn).mean(0));
  }
}
