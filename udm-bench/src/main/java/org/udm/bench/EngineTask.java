package org.udm.bench;

import java.util.Arrays;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.data.PointLaws;
import org.udm.continuous.gaussian.GaussianCorruption;
import org.udm.continuous.gaussian.GaussianPath;
import org.udm.continuous.gaussian.VariancePreserving;
import org.udm.continuous.net.Readout;
import org.udm.continuous.predict.LogNormalTimes;
import org.udm.continuous.predict.LossWeights;
import org.udm.continuous.predict.Parametrization;
import org.udm.core.Batch;
import org.udm.core.schedule.PolynomialSchedule;
import org.udm.core.train.AntitheticTimes;
import org.udm.core.train.DataSource;
import org.udm.core.train.Objective;
import org.udm.core.train.Weight;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.grammar.Grammar;
import org.udm.discrete.mask.MaskNoise;
import org.udm.discrete.mask.Masking;

/**
 * What both engines are trained on when they are held against each other.
 *
 * @param source clean rows
 * @param objective their corruption, times and weights
 * @param unit what is counted, in the plural
 * @param units how many of them a step has
 * @param <X> the state
 * @param <E> the noise
 */
record EngineTask<X extends Batch<X>, E>(
    DataSource<X> source, Objective<X, E> objective, String unit, long units) {

  private static final double DEVIATION = 0.5; // of a coordinate of two moons

  /** Of the points: the noise's path, and what the network says. */
  static final GaussianPath PATH = VariancePreserving.standard();

  static final Readout POINT_READOUT = Readout.of(Parametrization.edm(DEVIATION), PATH);

  /** Of the sentences. */
  static final Grammar GRAMMAR = Grammar.english();

  static final Masking MASKING =
      Masking.of(GRAMMAR.vocabulary().size(), PolynomialSchedule.linear());

  /** The first word of a command line, which says what is trained; empty if there is none. */
  static String name(String[] args) {
    return args.length == 0 ? "" : args[0];
  }

  /** The options behind the first word. */
  static Arguments arguments(String[] args) {
    return Arguments.of(
        Arrays.copyOfRange(args, Math.min(1, args.length), args.length),
        "--batch",
        "--warmup",
        "--steps");
  }

  /** The refusal of a first word. */
  static IllegalArgumentException unknown(String name) {
    return new IllegalArgumentException(
        "'%s': the first word must be points, images or sentences".formatted(name));
  }

  /** Two moons under Gaussian noise, at EDM's times. */
  static EngineTask<FloatBatch, FloatBatch> points(int batch) {
    LogNormalTimes times = LogNormalTimes.edm(PATH);
    return new EngineTask<>(
        PointLaws.twoMoons(0.05).source(batch),
        new Objective<>(
            GaussianCorruption.of(PATH),
            times,
            times.underThisLaw(LossWeights.edm(PATH, DEVIATION))),
        "points",
        batch);
  }

  /** Random images of 28 x 28 pixels under Gaussian noise, as in {@link ImageSpeed}. */
  static EngineTask<FloatBatch, FloatBatch> images(int batch) {
    return new EngineTask<>(ImageSpeed.source(batch), ImageSpeed.objective(), "images", batch);
  }

  /** The language of {@code udm demo} under masking. */
  static EngineTask<TokenBatch, MaskNoise> sentences(int batch) {
    return new EngineTask<>(
        GRAMMAR.source(batch),
        new Objective<>(MASKING, AntitheticTimes.from(1e-3), Weight.one()),
        "tokens",
        (long) batch * GRAMMAR.length());
  }
}
