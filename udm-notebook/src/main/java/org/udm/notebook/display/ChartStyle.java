package org.udm.notebook.display;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.Locale;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The look that all charts share: white, thin grid, colours that the colour-blind tell apart. */
final class ChartStyle {
  static final int WIDTH = 640;
  static final int HEIGHT = 420;

  /** Okabe and Ito's colours, the darkest of them first. */
  static final Color[] COLOURS = {
    new Color(0x0072B2),
    new Color(0xD55E00),
    new Color(0x009E73),
    new Color(0xCC79A7),
    new Color(0xE69F00),
    new Color(0x56B4E9),
    new Color(0x000000)
  };

  private static final Color GRID = new Color(0xE4E4E4);
  private static final Color TEXT = new Color(0x333333);

  private ChartStyle() {}

  /** A chart of two axes. */
  static XYChart lines(String title, String x, String y, int width, int height) {
    XYChart chart =
        new XYChartBuilder()
            .width(width)
            .height(height)
            .theme(ChartTheme.XChart)
            .title(title)
            .xAxisTitle(x)
            .yAxisTitle(y)
            .build();
    XYStyler style = chart.getStyler();
    axes(style);
    style.setSeriesColors(COLOURS);
    style.setSeriesMarkers(new Marker[] {SeriesMarkers.NONE});
    style.setSeriesLines(new BasicStroke[] {new BasicStroke(2f)});
    style.setLegendPosition(LegendPosition.InsideNE);
    return chart;
  }

  /**
   * Moves the second place by a part of a pixel: XChart labels evenly spaced data at multiples of
   * their spacing, such as 0.06, and only other data at round numbers.
   */
  static double[] roundlyLabelled(double[] x) {
    double[] moved = x.clone();
    if (moved.length > 2) {
      moved[1] += 0.05 * (moved[2] - moved[1]);
    }
    return moved;
  }

  /** Text of a size in points. */
  static Font font(int style, int size) {
    return new Font(Font.SANS_SERIF, style, size);
  }

  private static void axes(XYStyler style) {
    style.setChartBackgroundColor(Color.WHITE);
    style.setPlotBackgroundColor(Color.WHITE);
    style.setPlotBorderVisible(false);
    style.setPlotGridLinesColor(GRID);
    style.setPlotGridLinesStroke(new BasicStroke(1f));
    style.setChartFontColor(TEXT);
    style.setAxisTickLabelsColor(TEXT);
    style.setChartTitleFont(font(Font.BOLD, 15));
    style.setChartTitleBoxVisible(false);
    style.setAxisTitleFont(font(Font.PLAIN, 14));
    style.setAxisTickLabelsFont(font(Font.PLAIN, 12));
    style.setLegendFont(font(Font.PLAIN, 13));
    style.setLegendBorderColor(GRID);
    style.setLegendBackgroundColor(new Color(255, 255, 255, 220));
    style.setLocale(Locale.ROOT);
    style.setChartPadding(12);
    style.setDecimalPattern("#,##0.######");
    style.setXAxisTickMarkSpacingHint(90); // pixels; closer labels run into each other
    style.setAntiAlias(true);
  }
}
