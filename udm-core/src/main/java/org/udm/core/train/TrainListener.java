package org.udm.core.train;

/** Someone who watches training, and may ask it to stop. */
@FunctionalInterface
public interface TrainListener {

  /**
   * Called after every step, on the training thread.
   *
   * @param step how many steps the run has taken in all, at least 1
   * @param report what the learner said
   * @return whether to go on
   */
  Next afterStep(long step, StepReport report);

  /** What the trainer does next. */
  enum Next {
    /** Take the next step. */
    CONTINUE,
    /** Return from training; it can be continued later. */
    STOP
  }
}
