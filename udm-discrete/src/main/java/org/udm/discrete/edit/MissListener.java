package org.udm.discrete.edit;

/** Someone who is told how often a predicted x_0 does not contain x_t. */
@FunctionalInterface
public interface MissListener {

  /**
   * Called after each step.
   *
   * @param misses how many predicted rows did not contain their x_t
   * @param rows the number of rows of the step
   */
  void onStep(int misses, int rows);
}
