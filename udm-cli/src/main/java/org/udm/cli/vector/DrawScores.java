package org.udm.cli.vector;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.udm.cli.run.Scores;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.metric.EnergyDistance;
import org.udm.continuous.metric.NearestNeighbours;
import org.udm.continuous.metric.PrecisionRecall;
import org.udm.continuous.metric.SlicedWasserstein;
import org.udm.core.random.RandomStreams;

/** Draws held against rows of the data. */
final class DrawScores {
  private static final int DIRECTIONS = 256;
  private static final int NEIGHBOURS = 3; // Kynkaanniemi et al., 2019

  private DrawScores() {}

  /**
   * Returns distances between draws and rows, beside those between rows and rows, which are what
   * perfect draws would have.
   *
   * @param drawn draws [n]
   * @param reference rows that were not trained on [m]
   * @param training other rows of the data [m]
   * @param rng the source of randomness
   */
  static Scores distances(
      FloatBatch drawn, FloatBatch reference, FloatBatch training, RandomStreams rng) {
    double energy = EnergyDistance.of(drawn, reference);
    double energyOfRows = EnergyDistance.of(training, reference);
    double wasserstein = SlicedWasserstein.of(drawn, reference, DIRECTIONS, rng);
    double wassersteinOfRows = SlicedWasserstein.of(training, reference, DIRECTIONS, rng);
    PrecisionRecall support = PrecisionRecall.of(drawn, reference, NEIGHBOURS);
    PrecisionRecall supportOfRows = PrecisionRecall.of(training, reference, NEIGHBOURS);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("energy_distance", energy);
    json.put("energy_distance_of_rows", energyOfRows);
    json.put("sliced_wasserstein", wasserstein);
    json.put("sliced_wasserstein_of_rows", wassersteinOfRows);
    json.put("precision", support.precision());
    json.put("precision_of_rows", supportOfRows.precision());
    json.put("recall", support.recall());
    json.put("recall_of_rows", supportOfRows.recall());
    return new Scores(
        json,
        List.of(
            line("energy distance", energy, energyOfRows, "smaller is better"),
            line("sliced Wasserstein", wasserstein, wassersteinOfRows, "smaller is better"),
            line("precision", support.precision(), supportOfRows.precision(), "larger is better"),
            line("recall", support.recall(), supportOfRows.recall(), "larger is better")));
  }

  /** A number beside that of rows of the data. */
  static String line(String name, double ofDraws, double ofRows, String better) {
    return String.format(Locale.ROOT, "  %-20s %9.4f  (%.4f)  %s", name, ofDraws, ofRows, better);
  }

  /**
   * Returns whether draws are copies: how near the nearest training row is, for draws and for rows
   * that were not trained on.
   *
   * @param drawn draws [n]
   * @param reference rows that were not trained on [m]
   * @param training all rows that were trained on
   */
  static Scores copies(FloatBatch drawn, FloatBatch reference, FloatBatch training) {
    double[] ofDraws = nearest(drawn, training);
    double[] ofRows = nearest(reference, training);
    long nearer = Arrays.stream(ofDraws).filter(distance -> distance < ofRows[0]).count();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("nearest_training_row_median", median(ofDraws));
    json.put("nearest_training_row_median_of_rows", median(ofRows));
    json.put("nearest_training_row_least", ofDraws[0]);
    json.put("nearest_training_row_least_of_rows", ofRows[0]);
    json.put("draws_nearer_than_any_row", nearer);
    return new Scores(
        json,
        List.of(
            line("nearest, median", median(ofDraws), median(ofRows), "to a row trained on"),
            line("nearest, least", ofDraws[0], ofRows[0], "0 for a copy"),
            "  %d of %d draws are nearer to a row trained on than any of the %d rows is"
                .formatted(nearer, ofDraws.length, ofRows.length)));
  }

  /** Distances to the nearest training row, sorted. */
  private static double[] nearest(FloatBatch rows, FloatBatch training) {
    NearestNeighbours near = NearestNeighbours.of(rows, training, 1);
    return IntStream.range(0, rows.rows()).mapToDouble(i -> near.distance(i)[0]).sorted().toArray();
  }

  private static double median(double[] sorted) {
    return sorted[sorted.length / 2];
  }
}
