package org.udm.dl4j.example;

import java.util.Locale;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.PolySchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.data.PointLaw;
import org.udm.continuous.data.PointLaws;
import org.udm.continuous.gaussian.GaussianCorruption;
import org.udm.continuous.gaussian.GaussianKernel;
import org.udm.continuous.gaussian.VariancePreserving;
import org.udm.continuous.metric.EnergyDistance;
import org.udm.continuous.net.Readout;
import org.udm.continuous.predict.LossWeights;
import org.udm.continuous.predict.Parametrization;
import org.udm.core.random.RandomStreams;
import org.udm.core.sample.GridSampler;
import org.udm.core.sample.PredictThenCorrect;
import org.udm.core.schedule.PolynomialSchedule;
import org.udm.core.schedule.TimeGrid;
import org.udm.core.train.AntitheticTimes;
import org.udm.core.train.Objective;
import org.udm.core.train.TrainListener;
import org.udm.core.train.Trainer;
import org.udm.core.train.Weight;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.grammar.Grammar;
import org.udm.discrete.mask.Masking;
import org.udm.discrete.mask.UnmaskingKernel;
import org.udm.dl4j.Nd4jRuntime;
import org.udm.dl4j.graph.GraphLearner;
import org.udm.dl4j.graph.GraphLearnerOptions;
import org.udm.dl4j.net.FloatGraph;
import org.udm.dl4j.net.FloatLoss;
import org.udm.dl4j.net.RowForm;
import org.udm.dl4j.net.RowLoss;
import org.udm.dl4j.net.TimeInput;
import org.udm.dl4j.ready.PointGraph;
import org.udm.dl4j.ready.RowSeq2Seq;

/**
 * Two moons and the grammar of {@code udm demo}, trained and sampled on this engine, with the
 * seconds that it took: {@code java ... EngineDemonstration 3000 1500}, steps of either.
 */
public final class EngineDemonstration {
  private EngineDemonstration() {}

  /**
   * Runs both.
   *
   * @param arguments the steps for the moons and for the grammar
   */
  public static void main(String[] arguments) {
    System.out.println(Nd4jRuntime.describe());
    moons(Integer.parseInt(arguments[0]));
    grammar(Integer.parseInt(arguments[1]));
  }

  private static void moons(int steps) {
    VariancePreserving path = VariancePreserving.standard();
    GaussianCorruption noise = GaussianCorruption.of(path);
    PointLaw moons = PointLaws.twoMoons(0.05);
    FloatLoss loss =
        FloatLoss.of(
            FloatGraph.of(
                PointGraph.of(2, falling(3e-3, steps)).graph(),
                TimeInput.CHANNEL,
                Readout.of(Parametrization.epsilon(), path),
                2));
    GraphLearner<FloatBatch> learner =
        GraphLearner.of(loss, GraphLearnerOptions.defaults().withAverage(0.998));
    long start = System.nanoTime();
    Trainer.of(
            moons.source(256),
            new Objective<>(noise, AntitheticTimes.from(1e-3), LossWeights.simple(path)),
            learner)
        .withListener(progress("moons", steps, start))
        .run(0, steps, RandomStreams.of(1));
    FloatBatch drawn =
        GridSampler.of(
                noise.prior(2),
                PredictThenCorrect.of(loss.predictor(learner.network()), GaussianKernel.ddpm(path)),
                TimeGrid.uniform(50))
            .draw(2_000, RandomStreams.of(2))
            .x0();
    FloatBatch fresh = moons.draw(2_000, RandomStreams.of(3));
    say(
        "moons: energy distance %.4f of 2,000 draws; %.4f for noise",
        start,
        EnergyDistance.of(drawn, fresh),
        EnergyDistance.of(noise.prior(2).draw(2_000, RandomStreams.of(4)), fresh));
  }

  private static void grammar(int steps) {
    Grammar grammar = Grammar.english();
    Masking masking = Masking.of(grammar.vocabulary().size(), PolynomialSchedule.linear());
    RowLoss loss =
        RowLoss.of(
            RowSeq2Seq.of(grammar.vocabulary().size(), grammar.length(), falling(6e-3, steps))
                .rows(),
            RowForm.carryingOver(masking.mask()));
    GraphLearner<TokenBatch> learner =
        GraphLearner.of(loss, GraphLearnerOptions.defaults().withAverage(0.995));
    long start = System.nanoTime();
    Trainer.of(
            grammar.source(64),
            new Objective<>(masking, AntitheticTimes.from(1e-3), Weight.one()),
            learner)
        .withListener(progress("grammar", steps, start))
        .run(0, steps, RandomStreams.of(1));
    TokenBatch drawn =
        GridSampler.of(
                masking.prior(grammar.length()),
                PredictThenCorrect.of(
                    loss.predictor(learner.network()), UnmaskingKernel.of(masking)),
                TimeGrid.uniform(2))
            .draw(500, RandomStreams.of(2))
            .x0();
    for (int i = 0; i < 4; i++) {
      System.out.println("    " + grammar.text(drawn.row(i)));
    }
    say("grammar: %.1f %% of 500 sentences", start, 100 * grammar.grammaticalShare(drawn));
  }

  private static Adam falling(double rate, int steps) {
    return new Adam(new PolySchedule(ScheduleType.ITERATION, rate, 1, steps));
  }

  private static TrainListener progress(String name, int steps, long start) {
    return (step, report) -> {
      if (step % Math.max(1, steps / 10) == 0) {
        say(name + ": step %d, loss %.4f", start, step, report.loss());
      }
      return TrainListener.Next.CONTINUE;
    };
  }

  private static void say(String format, long start, Object... values) {
    String seconds = "  [%.1f s]%n".formatted((System.nanoTime() - start) / 1e9);
    System.out.printf(Locale.ROOT, format, values);
    System.out.print(seconds);
  }
}
