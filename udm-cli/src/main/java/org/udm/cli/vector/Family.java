package org.udm.cli.vector;

import java.util.List;
import java.util.Optional;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.net.Readout;
import org.udm.core.Corruption;
import org.udm.core.bound.Nelbo;
import org.udm.core.schedule.TimeGrid;
import org.udm.core.train.TimeLaw;
import org.udm.core.train.Weight;

/** A family of corruptions with everything that goes with it, as the settings of a run say. */
public interface Family {

  /**
   * Returns the corruption.
   *
   * @return F_t
   */
  Corruption<FloatBatch, ?> corruption();

  /**
   * Returns how training times are drawn.
   *
   * @return the law, which has seen nothing
   */
  TimeLaw timeLaw();

  /**
   * Returns the weight of the squared error of x_0.
   *
   * @return w(t)
   */
  Weight weight();

  /**
   * Returns what the network's output means.
   *
   * @return four scalars at every time
   */
  Readout readout();

  /**
   * Returns the variance of an element of x_0 that a bound believes in where it needs one.
   *
   * @param t the time in (0, 1]
   * @return at least 0
   */
  double variance(double t);

  /**
   * Returns the bound of rows without classes.
   *
   * @param steps how many equal steps the judged sampler takes, 0 for continuous time
   * @param draws noise draws per row, at least 1
   * @return the bound, or nothing if there is none
   */
  Optional<Nelbo<FloatBatch>> bound(int steps, int draws);

  /**
   * Returns the samplers.
   *
   * @return by name, the default first
   */
  List<Method> methods();

  /**
   * Returns a time grid.
   *
   * @param times its name, one of {@link #grids}
   * @param steps how many, at least 1
   * @param start where a method may begin
   * @return the grid, to t = 0
   */
  TimeGrid grid(String times, int steps, Method.Start start);

  /**
   * Returns the names of its time grids.
   *
   * @return uniform and others
   */
  List<String> grids();

  /**
   * Returns whether the prior is made of data.
   *
   * @return for {@code udm sample}, which then needs them
   */
  PriorOf prior();

  /** What a prior is made of. */
  enum PriorOf {
    /** Noise alone. */
    NOISE,
    /** Corrupted rows of data. */
    DATA
  }
}
