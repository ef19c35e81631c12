package org.udm.cli.run;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.udm.cli.console.Terminal;
import org.udm.core.train.StepReport;

/** What is told about training while it runs: loss, speed and the time left. */
final class TrainingMeter {
  private static final double MEMORY = 0.98; // of the shown loss: about fifty steps
  private static final double PLAIN_SECONDS = 5; // between lines where there is no terminal

  private final long until;
  private final Measure measure;
  private long from;
  private long step;
  private StepReport last;
  private double meanLoss = Double.NaN;
  private long units;
  private double seconds;
  private long runningSince;
  private double lastPlain = Double.NEGATIVE_INFINITY;

  TrainingMeter(long until, Measure measure) {
    this.until = until;
    this.measure = measure;
  }

  void begin(long steps) {
    from = steps;
    step = steps;
    resume();
  }

  /** Stops the clock while something else than training is done. */
  void pause() {
    seconds += (System.nanoTime() - runningSince) / 1e9;
  }

  void resume() {
    runningSince = System.nanoTime();
  }

  void add(long newStep, StepReport report) {
    pause();
    resume();
    step = newStep;
    last = report;
    units += report.units();
    meanLoss =
        Double.isNaN(meanLoss) ? report.loss() : MEMORY * meanLoss + (1 - MEMORY) * report.loss();
  }

  /** Seconds of training, without validations, since the run was started or resumed. */
  double seconds() {
    return seconds;
  }

  private double unitsPerSecond() {
    return units / seconds;
  }

  private double secondsLeft() {
    return seconds / (step - from) * (until - step);
  }

  /** The values of a line of metrics. */
  Map<String, Object> metrics() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("step", step);
    values.put("loss", last.loss());
    values.put("loss_smooth", meanLoss);
    values.put("gradient_norm", last.gradientNorm());
    values.put("learning_rate", last.learningRate());
    values.put(measure.key() + "s_per_second", unitsPerSecond());
    values.put("seconds", seconds);
    return values;
  }

  /** How much is done, in [0, 1]. */
  double part() {
    return (double) step / until;
  }

  /** A line of less than 80 columns; the loss in bits alone, to be held against the entropy. */
  String progressLine() {
    return String.format(
        Locale.ROOT,
        "%d/%d  loss %s%s  %,.0f %ss/s  %s left",
        step,
        until,
        measure.brief(meanLoss),
        measure.aim("entropy"),
        unitsPerSecond(),
        measure.unit(),
        Terminal.span(secondsLeft()));
  }

  /** A line for a log, if the last one is some time ago. */
  Optional<String> plainLine() {
    if (seconds - lastPlain < PLAIN_SECONDS && step != until) {
      return Optional.empty();
    }
    lastPlain = seconds;
    return Optional.of(
        String.format(
            Locale.ROOT,
            "step %d/%d  loss %s  lr %.2e  %,.0f %ss/s  %s left",
            step,
            until,
            measure.whole(meanLoss),
            last.learningRate(),
            unitsPerSecond(),
            measure.unit(),
            Terminal.span(secondsLeft())));
  }
}
