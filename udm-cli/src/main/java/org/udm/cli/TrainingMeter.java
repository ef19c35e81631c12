package org.udm.cli;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.udm.core.train.StepReport;

/** What is told about training while it runs: loss, speed and the time left. */
final class TrainingMeter {
  private static final double MEMORY = 0.98; // of the shown loss: about fifty steps
  private static final double PLAIN_SECONDS = 5; // between lines where there is no terminal

  private final long until;
  private final TextTask task;
  private long from;
  private long step;
  private StepReport last;
  private double meanLoss = Double.NaN;
  private long units;
  private double seconds;
  private long runningSince;
  private double lastPlain = Double.NEGATIVE_INFINITY;

  TrainingMeter(long until, TextTask task) {
    this.until = until;
    this.task = task;
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

  private double tokensPerSecond() {
    return units / seconds;
  }

  private double secondsLeft() {
    return seconds / (step - from) * (until - step);
  }

  private double bits() {
    return meanLoss / Math.log(2);
  }

  /** The values of a line of metrics. */
  Map<String, Object> metrics() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("step", step);
    values.put("loss", last.loss());
    values.put("loss_smooth", meanLoss);
    values.put("gradient_norm", last.gradientNorm());
    values.put("learning_rate", last.learningRate());
    values.put("tokens_per_second", tokensPerSecond());
    values.put("seconds", seconds);
    return values;
  }

  /** How much is done, in [0, 1]. */
  double part() {
    return (double) step / until;
  }

  /** A line of less than 80 columns; the loss in bits alone, to be held against the entropy. */
  String progressLine() {
    String entropy =
        Double.isNaN(task.entropyBits())
            ? ""
            : String.format(Locale.ROOT, " (entropy %.3f)", task.entropyBits());
    return String.format(
        Locale.ROOT,
        "%d/%d  loss %.3f bits/%s%s  %,.0f %ss/s  %s left",
        step,
        until,
        bits(),
        task.unit(),
        entropy,
        tokensPerSecond(),
        task.unit(),
        Terminal.span(secondsLeft()));
  }

  private String lossText() {
    String loss =
        String.format(Locale.ROOT, "loss %.3f = %.3f bits/%s", meanLoss, bits(), task.unit());
    return Double.isNaN(task.entropyBits())
        ? loss
        : loss + String.format(Locale.ROOT, " (exact entropy %.3f)", task.entropyBits());
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
            "step %d/%d  %s  lr %.2e  %,.0f %ss/s  %s left",
            step,
            until,
            lossText(),
            last.learningRate(),
            tokensPerSecond(),
            task.unit(),
            Terminal.span(secondsLeft())));
  }
}
