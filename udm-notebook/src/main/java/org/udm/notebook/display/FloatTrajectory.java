package org.udm.notebook.display;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.udm.continuous.FloatBatch;
import org.udm.core.sample.SampleListener;

/**
 * How points or images came about, as a strip of pictures from noise to data, as an animation, or
 * for points as their paths.
 *
 * <pre>{@code
 * FloatTrajectory steps = FloatTrajectory.empty();
 * sampler.withListener(steps).draw(500, RandomStreams.of(1));
 * steps                 // the strip
 * steps.animation()
 * steps.paths()
 * }</pre>
 */
public final class FloatTrajectory implements SampleListener<FloatBatch>, Picture {
  private static final int STRIP = 6; // pictures
  private static final int ANIMATED = 40; // frames
  private static final int PATHS = 60;
  private static final int SIDE = 460; // pixels of the picture of paths
  private static final int MARGIN = 30;

  private final List<Double> times = new ArrayList<>();
  private final List<FloatBatch> states = new ArrayList<>();

  private FloatTrajectory() {}

  /**
   * Returns a listener that has heard nothing yet.
   *
   * @return the listener, for one call of a sampler
   */
  public static FloatTrajectory empty() {
    return new FloatTrajectory();
  }

  @Override
  public void onState(int step, double t, FloatBatch xt) {
    if (xt.size() != 2 && !ImageGrid.isImage(xt)) {
      throw new IllegalArgumentException(
          "a trajectory of items of shape %s: need points of a plane or images"
              .formatted(Arrays.toString(xt.shape())));
    }
    times.add(t);
    states.add(xt);
  }

  @Override
  public BufferedImage image() {
    return Beside.row(frames(STRIP));
  }

  /**
   * Returns the states as an animation, which rests on the last one.
   *
   * @return the animation
   */
  public Animation animation() {
    return Animation.of(frames(ANIMATED));
  }

  /**
   * Returns the ways of some points, from the prior's draws, grey, to the samples, blue.
   *
   * @return the picture
   * @throws IllegalArgumentException if the states are images
   */
  public Picture paths() {
    if (states.isEmpty() || states.get(0).size() != 2) {
      throw new IllegalArgumentException("paths of points: no points of a plane were drawn yet");
    }
    return new Picture() {
      @Override
      public BufferedImage image() {
        return drawPaths();
      }

      @Override
      public String toString() {
        return "paths of " + FloatTrajectory.this;
      }
    };
  }

  private List<BufferedImage> frames(int most) {
    double range = range();
    List<BufferedImage> frames = new ArrayList<>();
    for (int k : Frames.evenly(states.size(), most)) {
      frames.add(Frames.of(states.get(k), times.get(k), range));
    }
    return frames;
  }

  /** Of points: the scale of the first and the last state, whichever is larger. */
  private double range() {
    return states.isEmpty() || states.get(0).size() != 2
        ? 1
        : Math.max(Frames.range(states.get(0)), Frames.range(states.get(states.size() - 1)));
  }

  private BufferedImage drawPaths() {
    double range = range();
    int plane = SIDE - 2 * MARGIN;
    BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = Frames.canvas(picture);
    canvas.setColor(Color.LIGHT_GRAY);
    canvas.drawRect(MARGIN, MARGIN, plane, plane);
    canvas.setColor(Color.DARK_GRAY);
    canvas.setFont(ChartStyle.font(Font.PLAIN, 13));
    canvas.drawString(
        "from t = %.3g (grey) to t = %.3g (blue)"
            .formatted(times.get(0), times.get(times.size() - 1)),
        MARGIN,
        MARGIN - 9);
    String scale = "%.2g".formatted(range);
    canvas.drawString("-" + scale, MARGIN, SIDE - 9);
    canvas.drawString(scale, SIDE - MARGIN - 20, SIDE - 9);
    canvas.setClip(MARGIN, MARGIN, plane, plane);
    FloatBatch last = states.get(states.size() - 1);
    for (int i = 0; i < Math.min(PATHS, last.rows()); i++) {
      Path2D path = new Path2D.Double();
      for (int k = 0; k < states.size(); k++) {
        double x = MARGIN + Frames.pixel(states.get(k).at(i, 0), range, plane);
        double y = SIDE - MARGIN - Frames.pixel(states.get(k).at(i, 1), range, plane);
        if (k == 0) {
          path.moveTo(x, y);
          dot(canvas, Color.GRAY, x, y);
        } else {
          path.lineTo(x, y);
        }
        if (k == states.size() - 1) {
          dot(canvas, ChartStyle.COLOURS[0], x, y);
        }
      }
      canvas.setColor(new Color(0xE6, 0x9F, 0x00, 150));
      canvas.setStroke(new BasicStroke(1.2f));
      canvas.draw(path);
    }
    canvas.dispose();
    return picture;
  }

  private static void dot(Graphics2D canvas, Color colour, double x, double y) {
    canvas.setColor(colour);
    canvas.fill(new Ellipse2D.Double(x - 3, y - 3, 6, 6));
  }

  @Override
  public String toString() {
    return states.isEmpty()
        ? "no state yet"
        : "%d states of %d items from t = %.3g to t = %.3g"
            .formatted(
                states.size(), states.get(0).rows(), times.get(0), times.get(times.size() - 1));
  }
}
