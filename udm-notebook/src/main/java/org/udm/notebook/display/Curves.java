package org.udm.notebook.display;

import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.udm.continuous.gaussian.GaussianPath;
import org.udm.core.schedule.Schedule;

/**
 * Curves over one axis: schedules over the time, or anything else.
 *
 * <pre>{@code
 * Curves.of("t", "alpha_t").with("cosine", cosine::at).with("linear", linear::at)
 * }</pre>
 */
public final class Curves implements Picture {
  private static final int POINTS = 201; // of a function over [0, 1]
  private static final int KEY = 50; // pixels of the legend before a name
  private static final int LETTER = 8; // and of a letter of it
  private static final int ROW = 26; // height of a name where they stand one below the other

  /** How an axis is divided. */
  public enum Scale {
    /** Evenly. */
    LINEAR,
    /** By powers of ten; what is not above 0 is left out. */
    LOGARITHMIC
  }

  /** One curve. */
  private record Curve(double[] x, double[] y) {}

  private final String title;
  private final String xName;
  private final String yName;
  private final Scale scale;
  private final Map<String, Curve> curves;

  private Curves(String title, String xName, String yName, Scale scale, Map<String, Curve> curves) {
    this.title = title;
    this.xName = xName;
    this.yName = yName;
    this.scale = scale;
    this.curves = curves;
  }

  /**
   * Returns an empty chart.
   *
   * @param xName what the horizontal axis says, with its unit
   * @param yName what the vertical axis says, with its unit
   * @return the chart
   */
  public static Curves of(String xName, String yName) {
    return new Curves("", xName, yName, Scale.LINEAR, Map.of());
  }

  /**
   * Returns alpha_t and its rate of decrease.
   *
   * @param schedule a schedule
   * @return the chart
   */
  public static Curves of(Schedule schedule) {
    return of("time t", "coefficient")
        .with("alpha_t", schedule::at)
        .with("-d alpha_t / dt", t -> -schedule.derivative(t))
        .withTitle(schedule.getClass().getSimpleName());
  }

  /**
   * Returns alpha_t and sigma_t.
   *
   * @param path the coefficients of a Gaussian corruption
   * @return the chart
   */
  public static Curves of(GaussianPath path) {
    return of("time t", "coefficient")
        .with("alpha_t", path::alpha)
        .with("sigma_t", path::sigma)
        .withTitle(path.getClass().getSimpleName());
  }

  /**
   * Returns the chart with one more curve.
   *
   * @param name what the legend calls it
   * @param x where it was measured, ascending [N]
   * @param y what was measured [N]; values that are not finite are left out
   * @return the chart
   * @throws IllegalArgumentException if the lengths differ
   */
  public Curves with(String name, double[] x, double[] y) {
    if (x.length != y.length) {
      throw new IllegalArgumentException(
          "%s: %d places and %d values: the numbers must be equal"
              .formatted(name, x.length, y.length));
    }
    Map<String, Curve> more = new LinkedHashMap<>(curves);
    more.put(name, new Curve(x.clone(), y.clone()));
    return new Curves(title, xName, yName, scale, more);
  }

  /**
   * Returns the chart with a function over [0, 1].
   *
   * @param name what the legend calls it
   * @param function a function of the time
   * @return the chart
   */
  public Curves with(String name, DoubleUnaryOperator function) {
    double[] x = new double[POINTS];
    double[] y = new double[POINTS];
    for (int i = 0; i < POINTS; i++) {
      x[i] = i / (POINTS - 1.0);
      y[i] = function.applyAsDouble(x[i]);
    }
    return with(name, x, y);
  }

  /**
   * Returns the chart with a title.
   *
   * @param text the title
   * @return the chart
   */
  public Curves withTitle(String text) {
    return new Curves(text, xName, yName, scale, curves);
  }

  /**
   * Returns the chart with another division of the vertical axis.
   *
   * @param division how it is divided
   * @return the chart
   */
  public Curves withScale(Scale division) {
    return new Curves(title, xName, yName, division, curves);
  }

  @Override
  public BufferedImage image() {
    int legend = curves.keySet().stream().mapToInt(name -> KEY + LETTER * name.length()).sum();
    boolean inOneRow = legend <= ChartStyle.WIDTH;
    // more rows of the legend make the picture higher, not the plot lower
    int height = ChartStyle.HEIGHT + (inOneRow ? 0 : ROW * (curves.size() - 1));
    XYChart chart = ChartStyle.lines(title, xName, yName, ChartStyle.WIDTH, height);
    chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
    chart.getStyler().setLegendLayout(inOneRow ? LegendLayout.Horizontal : LegendLayout.Vertical);
    chart.getStyler().setYAxisLogarithmic(scale == Scale.LOGARITHMIC);
    curves.forEach(
        (name, curve) -> {
          int[] drawn =
              java.util.stream.IntStream.range(0, curve.x().length)
                  .filter(i -> isDrawn(curve.y()[i]))
                  .toArray();
          if (drawn.length > 0) {
            chart.addSeries(
                name,
                ChartStyle.roundlyLabelled(
                    java.util.Arrays.stream(drawn).mapToDouble(i -> curve.x()[i]).toArray()),
                java.util.Arrays.stream(drawn).mapToDouble(i -> curve.y()[i]).toArray());
          }
        });
    return BitmapEncoder.getBufferedImage(chart);
  }

  private boolean isDrawn(double y) {
    return Double.isFinite(y) && (scale == Scale.LINEAR || y > 0);
  }

  @Override
  public String toString() {
    String which = "%s over %s: %s".formatted(yName, xName, String.join(", ", curves.keySet()));
    return title.isEmpty() ? which : title + ": " + which;
  }
}
