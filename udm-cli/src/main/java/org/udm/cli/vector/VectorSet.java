package org.udm.cli.vector;

import java.util.List;
import java.util.Map;
import org.udm.continuous.data.LabelledData;
import org.udm.core.random.RandomStreams;

/** A data set of points or images, or a law of which there is no end. */
public interface VectorSet {

  /**
   * Returns what a model must know of the data.
   *
   * @return the shape and the names of the classes with what else {@link Form} wants, as JSON holds
   *     it
   */
  Map<String, Object> description();

  /**
   * Returns what identifies the data.
   *
   * @return a hash of the rows, or the law's name
   */
  String hash();

  /**
   * Draws rows to train on, uniformly with replacement.
   *
   * @param rows how many, at least 1
   * @param rng the source of randomness
   * @return the rows with their labels
   */
  LabelledData training(int rows, RandomStreams rng);

  /**
   * Returns rows of a part, the same at every call.
   *
   * @param part validation, training or all
   * @param most how many at most, at least 1
   * @return rows spread over the part
   */
  LabelledData rows(String part, long most);

  /**
   * Returns what the labels mean.
   *
   * @return names [K], empty where rows have no labels
   */
  default List<String> classes() {
    return Descriptions.classes(description());
  }
}
