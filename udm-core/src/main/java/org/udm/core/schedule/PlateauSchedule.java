package org.udm.core.schedule;

/**
 * A schedule that rests: alpha falls as it does in another schedule until it has the value of a
 * time p, keeps that value for t in [off, on], and goes on to the end.
 *
 * <pre>
 * alpha_t = alpha(p t / off)                             t below off
 *           alpha(p)                                     off &lt;= t &lt;= on
 *           alpha(p + (1 - p) (t - on) / (1 - on))       t above on
 * </pre>
 *
 * <p>While it rests nothing happens to a clean row, and reverse kernels that forget and draw again
 * may correct what they have drawn. Source: Wang et al., "Remasking discrete diffusion models with
 * inference-time scaling" (ReMDM), 2025, section 4, the loop.
 *
 * <pre>{@code
 * Masking loop = Masking.of(65, PlateauSchedule.of(PolynomialSchedule.linear(), 0.1, 0.05, 0.55));
 * RemaskingKernel kernel = RemaskingKernel.capped(loop, 0.02).within(0.05, 0.55);
 * }</pre>
 */
public final class PlateauSchedule implements Schedule {
  private final Schedule schedule;
  private final double pause;
  private final double off;
  private final double on;

  private PlateauSchedule(Schedule schedule, double pause, double off, double on) {
    this.schedule = schedule;
    this.pause = pause;
    this.off = off;
    this.on = on;
  }

  /**
   * Returns the schedule with a rest.
   *
   * @param schedule the schedule that rests
   * @param pause the time p of that schedule at which it does, in (0, 1)
   * @param off the end of the rest that is nearer to 0, in (0, on)
   * @param on the end that is nearer to 1, below 1
   * @return the schedule
   * @throws IllegalArgumentException if a time is outside its range
   */
  public static PlateauSchedule of(Schedule schedule, double pause, double off, double on) {
    if (!(pause > 0 && pause < 1 && off > 0 && off < on && on < 1)) {
      throw new IllegalArgumentException(
          "a schedule that rests at its time %s while t is in [%s, %s]: the times must be in (0, 1), the first end below the second"
              .formatted(pause, off, on));
    }
    return new PlateauSchedule(schedule, pause, off, on);
  }

  @Override
  public double at(double t) {
    return schedule.at(own(Ranges.requireTime(t)));
  }

  /** The time of the schedule that rests. */
  private double own(double t) {
    if (t < off) {
      return pause * t / off;
    }
    return t <= on ? pause : 1 - (1 - pause) * (1 - t) / (1 - on); // exactly 1 at t = 1
  }

  @Override
  public double derivative(double t) {
    Ranges.requireTime(t);
    double speed = t < off ? pause / off : t <= on ? 0 : (1 - pause) / (1 - on);
    return speed == 0 ? 0 : speed * schedule.derivative(own(t));
  }

  /**
   * Returns the time at which the schedule has a given value: of its rest, the end that is nearer
   * to 1.
   */
  @Override
  public double inverse(double alpha) {
    double time = schedule.inverse(alpha);
    return time < pause ? off * time / pause : 1 - (1 - on) * (1 - time) / (1 - pause);
  }

  @Override
  public String toString() {
    return "%s resting at %s in [%s, %s]".formatted(schedule, pause, off, on);
  }
}
