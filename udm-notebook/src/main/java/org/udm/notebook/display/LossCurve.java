package org.udm.notebook.display;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Locale;
import org.dflib.jjava.jupyter.kernel.BaseNotebookStatics;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.udm.core.train.StepReport;
import org.udm.core.train.TrainListener;

/**
 * The loss of a training run, drawn while it trains.
 *
 * <pre>{@code
 * LossCurve curve = LossCurve.live();
 * Trainer.of(source, objective, learner).withListener(curve).run(0, 500, RandomStreams.of(1));
 * curve.finish();
 * }</pre>
 *
 * <p>It may be kept for the run's continuation, which then continues the curve.
 */
public final class LossCurve implements TrainListener, Picture {
  private static final long BETWEEN_NANOS = 700_000_000L; // of two pictures while training
  private static final double SMOOTHING = 0.95; // what the running mean keeps per step
  private static final int DRAWN = 1000; // points; of a longer run means of neighbours

  private final boolean live;
  private double[] steps = new double[256];
  private double[] losses = new double[256];
  private int count;
  private String displayId = "";
  private long drawnAt;
  private long startedAt;
  private double firstStep;

  private LossCurve(boolean live) {
    this.live = live;
  }

  /**
   * Returns a curve that shows itself in the running notebook and is redrawn in place.
   *
   * @return the curve, for one training run
   */
  public static LossCurve live() {
    return new LossCurve(true);
  }

  /**
   * Returns a curve that only keeps what it is told, to be shown later.
   *
   * @return the curve, for one training run
   */
  public static LossCurve silent() {
    return new LossCurve(false);
  }

  @Override
  public synchronized Next afterStep(long step, StepReport report) {
    long now = System.nanoTime();
    if (count == 0) {
      startedAt = now;
      drawnAt = now;
      firstStep = step;
    }
    if (count == steps.length) {
      steps = Arrays.copyOf(steps, 2 * count);
      losses = Arrays.copyOf(losses, 2 * count);
    }
    steps[count] = step;
    losses[count++] = report.loss();
    if (live && now - drawnAt > BETWEEN_NANOS) {
      show();
      drawnAt = System.nanoTime();
    }
    return Next.CONTINUE;
  }

  /** Redraws the picture with the last steps. */
  public synchronized void finish() {
    if (live && count > 0) {
      show();
    }
  }

  private void show() {
    if (displayId.isEmpty()) {
      displayId = BaseNotebookStatics.display(this);
    } else {
      BaseNotebookStatics.updateDisplay(displayId, this);
    }
  }

  @Override
  public synchronized BufferedImage image() {
    XYChart chart =
        ChartStyle.lines(title(), "training step", "weighted loss", ChartStyle.WIDTH, 360);
    if (count > 0) {
      int stride = (count + DRAWN - 1) / DRAWN;
      int points = (count + stride - 1) / stride;
      double[] x = new double[points];
      double[] each = new double[points];
      double[] mean = new double[points];
      double running = 0;
      double weight = 0;
      for (int i = 0; i < count; i++) {
        running = SMOOTHING * running + (1 - SMOOTHING) * losses[i];
        weight = SMOOTHING * weight + 1 - SMOOTHING;
        int point = i / stride;
        x[point] = steps[i];
        each[point] += losses[i] / Math.min(stride, count - point * stride);
        mean[point] = running / weight;
      }
      chart
          .addSeries("each step", ChartStyle.roundlyLabelled(x), each)
          .setLineColor(new Color(0x9CC3DE))
          .setLineStyle(new BasicStroke(1f));
      chart
          .addSeries("running mean", ChartStyle.roundlyLabelled(x), mean)
          .setLineColor(ChartStyle.COLOURS[0])
          .setLineStyle(new BasicStroke(2.5f));
      chart.getStyler().setXAxisMin(firstStep - 1).setXAxisMax(steps[count - 1]);
      chart.getStyler().setYAxisMin(Math.min(0, Arrays.stream(each).min().orElse(0)));
      // A few huge losses at the start shall not flatten the rest.
      double[] sorted = Arrays.stream(each).sorted().toArray();
      chart.getStyler().setYAxisMax(1.1 * Math.max(sorted[(sorted.length - 1) * 98 / 100], 1e-9));
    }
    return BitmapEncoder.getBufferedImage(chart);
  }

  private String title() {
    if (count < 2) {
      return "training";
    }
    double seconds = (System.nanoTime() - startedAt) / 1e9;
    return String.format(
        Locale.ROOT,
        "step %.0f, loss %.4g, %.1f steps/s",
        steps[count - 1],
        losses[count - 1],
        (steps[count - 1] - firstStep) / seconds);
  }

  @Override
  public synchronized String toString() {
    return count == 0 ? "no step yet" : title();
  }
}
