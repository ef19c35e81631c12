package org.udm.bench;

import java.util.Locale;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.PolySchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.data.PointLaw;
import org.udm.continuous.data.PointLaws;
import org.udm.continuous.gaussian.GaussianCorruption;
import org.udm.continuous.gaussian.GaussianKernel;
import org.udm.continuous.metric.EnergyDistance;
import org.udm.core.Batch;
import org.udm.core.Prior;
import org.udm.core.random.RandomStreams;
import org.udm.core.sample.GridSampler;
import org.udm.core.sample.PredictThenCorrect;
import org.udm.core.sample.X0Choice;
import org.udm.core.schedule.TimeGrid;
import org.udm.core.train.TrainListener;
import org.udm.core.train.Trainer;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.mask.UnmaskingKernel;
import org.udm.dl4j.Nd4jRuntime;
import org.udm.dl4j.graph.GraphLearner;
import org.udm.dl4j.graph.GraphLearnerOptions;
import org.udm.dl4j.graph.GraphLoss;
import org.udm.dl4j.graph.NetworkGraph;
import org.udm.dl4j.net.FloatGraph;
import org.udm.dl4j.net.FloatLoss;
import org.udm.dl4j.net.RowForm;
import org.udm.dl4j.net.RowLoss;
import org.udm.dl4j.net.TimeInput;
import org.udm.dl4j.ready.PointGraph;
import org.udm.dl4j.ready.RowSeq2Seq;

/**
 * Two moons and the language of {@code udm demo}, trained and drawn on Deeplearning4j, with the
 * seconds that it took. {@code dl4j.sh} starts it, without MKL.
 *
 * <p>Options, each followed by a value: {@code --moons} and {@code --sentences}, steps of training;
 * {@code --batch}, sentences a step.
 */
public final class Dl4jDemonstration {
  private static final int DRAWN_POINTS = 2_000;
  private static final int DRAWN_SENTENCES = 1_000; // as many as udm demo judges
  private static final int SHOWN = 4;

  private Dl4jDemonstration() {}

  /**
   * Runs both.
   *
   * @param args pairs of option and value
   */
  public static void main(String[] args) {
    Arguments arguments = Arguments.of(args, "--moons", "--sentences", "--batch");
    long start = System.nanoTime();
    System.out.println(Nd4jRuntime.describe());
    moons(arguments.number("--moons", 3_000));
    sentences(arguments.number("--sentences", 2_000), arguments.number("--batch", 64));
    say("in all", start);
  }

  private static void moons(int steps) {
    FloatLoss loss =
        FloatLoss.of(
            FloatGraph.of(
                PointGraph.of(2, falling(1e-2, steps)).graph(),
                TimeInput.CHANNEL,
                EngineTask.POINT_READOUT,
                2));
    long start = System.nanoTime();
    NetworkGraph learned = learned("moons", EngineTask.points(256), loss, 0.99, steps);
    Prior<FloatBatch> noise = GaussianCorruption.of(EngineTask.PATH).prior(2);
    FloatBatch drawn =
        GridSampler.of(
                noise,
                PredictThenCorrect.of(
                        loss.predictor(learned), GaussianKernel.ddim(EngineTask.PATH, 0))
                    .withChoice(X0Choice.MEAN),
                TimeGrid.uniform(50))
            .draw(DRAWN_POINTS, RandomStreams.of(2))
            .x0();
    PointLaw law = PointLaws.twoMoons(0.05);
    FloatBatch fresh = law.draw(DRAWN_POINTS, RandomStreams.of(3));
    say(
        "moons: energy distance of %d draws %.4f; of as many of the law %.4f, of noise %.4f",
        start,
        DRAWN_POINTS,
        EnergyDistance.of(drawn, fresh),
        EnergyDistance.of(law.draw(DRAWN_POINTS, RandomStreams.of(4)), fresh),
        EnergyDistance.of(noise.draw(DRAWN_POINTS, RandomStreams.of(5)), fresh));
  }

  private static void sentences(int steps, int batch) {
    RowLoss loss =
        RowLoss.of(
            RowSeq2Seq.of(
                    EngineTask.MASKING.vocabulary(),
                    EngineTask.GRAMMAR.length(),
                    falling(6e-3, steps))
                .rows(),
            RowForm.carryingOver(EngineTask.MASKING.mask()));
    long start = System.nanoTime();
    NetworkGraph learned = learned("sentences", EngineTask.sentences(batch), loss, 0.995, steps);
    TokenBatch drawn =
        GridSampler.of(
                EngineTask.MASKING.prior(EngineTask.GRAMMAR.length()),
                PredictThenCorrect.of(
                    loss.predictor(learned), UnmaskingKernel.of(EngineTask.MASKING)),
                TimeGrid.uniform(2))
            .draw(DRAWN_SENTENCES, RandomStreams.of(2))
            .x0();
    for (int i = 0; i < SHOWN; i++) {
      System.out.println("    " + EngineTask.GRAMMAR.text(drawn.row(i)));
    }
    say(
        "sentences: %.1f %% of %d draws are grammatical",
        start, 100 * EngineTask.GRAMMAR.grammaticalShare(drawn), DRAWN_SENTENCES);
  }

  private static <X extends Batch<X>, E> NetworkGraph learned(
      String name, EngineTask<X, E> task, GraphLoss<X> loss, double average, int steps) {
    GraphLearner<X> learner =
        GraphLearner.of(loss, GraphLearnerOptions.defaults().withAverage(average));
    long start = System.nanoTime();
    say("%s: %,d weights", start, name, loss.network().weights().length());
    Trainer.of(task.source(), task.objective(), learner)
        .withListener(
            (step, report) -> {
              if (step % Math.max(1, steps / 5) == 0) {
                say("%s: step %d, loss %.4f", start, name, step, report.loss());
              }
              return TrainListener.Next.CONTINUE;
            })
        .run(0, steps, RandomStreams.of(1));
    return learner.network();
  }

  private static Adam falling(double rate, int steps) {
    return new Adam(new PolySchedule(ScheduleType.ITERATION, rate, 1, steps));
  }

  private static void say(String format, long start, Object... values) {
    String seconds = "  [%.1f s]%n".formatted((System.nanoTime() - start) / 1e9);
    System.out.printf(Locale.ROOT, format, values);
    System.out.print(seconds);
  }
}
