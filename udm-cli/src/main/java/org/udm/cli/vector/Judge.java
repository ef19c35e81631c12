package org.udm.cli.vector;

import org.udm.cli.run.Scores;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.Labels;
import org.udm.core.given.Given;

/** Somebody with an opinion of draws that was learned from the data. */
@FunctionalInterface
public interface Judge {

  /**
   * Judges draws.
   *
   * @param drawn the draws, with the classes that they were told [n]
   * @param reference rows that were not trained on [m]
   * @param training as many rows of the training data [m]
   * @return the opinion
   */
  Scores of(Given<FloatBatch, Labels> drawn, FloatBatch reference, FloatBatch training);
}
