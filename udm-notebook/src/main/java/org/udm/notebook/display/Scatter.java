package org.udm.notebook.display;

import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.udm.continuous.FloatBatch;

/**
 * Points in the plane, one or more sets of them, on axes of one scale.
 *
 * <pre>{@code
 * Scatter.of("data", data).and("samples", samples)
 * }</pre>
 */
public final class Scatter implements Picture {
  private static final int SIDE = 460;
  private static final int SHOWN = 4000; // more points than this only fill the same spots
  private static final int SPARSE = 500; // points up to here are drawn larger

  private final String title;
  private final Map<String, FloatBatch> sets;
  private final double[] range; // empty if the points decide

  private Scatter(String title, Map<String, FloatBatch> sets, double[] range) {
    this.title = title;
    this.sets = sets;
    this.range = range;
  }

  /**
   * Returns a plot of one set.
   *
   * @param name what the legend calls it; empty for no legend
   * @param points points of item shape {2} [B, 2]
   * @return the plot
   * @throws IllegalArgumentException if the points are not in the plane
   */
  public static Scatter of(String name, FloatBatch points) {
    return new Scatter("", Map.of(), new double[0]).and(name, points);
  }

  /**
   * Returns the plot with one more set on top.
   *
   * @param name what the legend calls it
   * @param points points of item shape {2} [B, 2]
   * @return the plot
   * @throws IllegalArgumentException if the points are not in the plane
   */
  public Scatter and(String name, FloatBatch points) {
    if (points.size() != 2) {
      throw new IllegalArgumentException(
          "%s: items of %d numbers cannot be points of a plane, which have 2"
              .formatted(name, points.size()));
    }
    Map<String, FloatBatch> more = new LinkedHashMap<>(sets);
    more.put(name, points);
    return new Scatter(title, more, range);
  }

  /**
   * Returns the plot with a title.
   *
   * @param text such as {@code t = 0.5}
   * @return the plot
   */
  public Scatter withTitle(String text) {
    return new Scatter(text, sets, range);
  }

  /**
   * Returns the plot with both axes from -r to r, so that several plots can be compared.
   *
   * @param r the largest coordinate shown, above 0
   * @return the plot
   */
  public Scatter withRange(double r) {
    return new Scatter(title, sets, new double[] {r});
  }

  @Override
  public BufferedImage image() {
    XYChart chart = ChartStyle.lines(title, "x", "y", SIDE, SIDE);
    chart.getStyler().setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    chart.getStyler().setLegendVisible(sets.size() > 1);
    int most = sets.values().stream().mapToInt(FloatBatch::rows).max().orElse(0);
    chart.getStyler().setMarkerSize(most > SPARSE ? 3 : 6);
    double r = range.length > 0 ? range[0] : 1.05 * largest();
    chart.getStyler().setXAxisMin(-r).setXAxisMax(r).setYAxisMin(-r).setYAxisMax(r);
    int colour = 0;
    for (Map.Entry<String, FloatBatch> set : sets.entrySet()) {
      FloatBatch points = set.getValue();
      int shown = Math.min(SHOWN, points.rows());
      if (shown == 0) {
        continue;
      }
      double[] x = new double[shown];
      double[] y = new double[shown];
      for (int i = 0; i < shown; i++) {
        x[i] = points.at(i, 0);
        y[i] = points.at(i, 1);
      }
      XYSeries series = chart.addSeries(set.getKey().isEmpty() ? "points" : set.getKey(), x, y);
      series.setMarker(SeriesMarkers.CIRCLE);
      java.awt.Color opaque = ChartStyle.COLOURS[colour++ % ChartStyle.COLOURS.length];
      series.setMarkerColor(
          new java.awt.Color(opaque.getRed(), opaque.getGreen(), opaque.getBlue(), 150));
    }
    return BitmapEncoder.getBufferedImage(chart);
  }

  private double largest() {
    double r = 1e-6;
    for (FloatBatch points : sets.values()) {
      for (float v : points.toArray()) {
        r = Math.max(r, Float.isFinite(v) ? Math.abs(v) : 0);
      }
    }
    return r;
  }

  @Override
  public String toString() {
    String which =
        sets.entrySet().stream()
            .map(set -> "%d points %s".formatted(set.getValue().rows(), set.getKey()).strip())
            .collect(Collectors.joining(", "));
    return title.isEmpty() ? which : title + ": " + which;
  }
}
