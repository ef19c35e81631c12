package org.udm.core.predict;

/**
 * A belief that knows what it cost: fewer rows than it is about if some were remembered, more if a
 * row was predicted twice, as guidance does.
 */
public interface PredictionCost {

  /**
   * Returns how many rows were predicted for it.
   *
   * @return the number of rows, at least 0
   */
  int rowsPredicted();

  /**
   * Returns what a belief cost.
   *
   * @param belief any belief [B]
   * @return what it says, or B
   */
  static int of(X0Belief<?> belief) {
    return belief instanceof PredictionCost known ? known.rowsPredicted() : belief.rows();
  }
}
