package org.udm.cli.run;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.udm.core.Batch;

/**
 * A kind of data that models are trained on: text, points or images.
 *
 * @param <X> the state
 */
public interface Kind<X extends Batch<X>> {

  /**
   * Returns its name, {@code udm train NAME} and the kind in a run's record.
   *
   * @return one word
   */
  String name();

  /**
   * Returns what the help of its training says.
   *
   * @return the help
   */
  Help help();

  /**
   * Returns every option of a run.
   *
   * @return the settings in the order in which they are shown
   */
  List<Setting> settings();

  /**
   * Returns where a run keeps the description of its data.
   *
   * @return the name of a file in the run's directory
   */
  String descriptionFile();

  /**
   * Returns what {@code --data} names with absolute paths, so that a run's record holds anywhere.
   *
   * @param data what was given
   * @return what a record holds
   * @throws org.udm.cli.console.UserException if nothing is given, or nothing is there
   */
  String located(String data);

  /**
   * Returns the task of a new run, whose data are described for the first time.
   *
   * @param settings the run's options
   * @param directory the run
   * @return the task
   */
  Task<X> fresh(Settings settings, RunDirectory directory);

  /**
   * Returns a task on data that fit a run.
   *
   * @param run the run
   * @param data which data, as {@code --data} names them
   * @param part the part to evaluate, or null for validation of the run's own data and all of
   *     others
   * @return the task
   * @throws org.udm.cli.console.UserException if the data are not there, or do not fit
   */
  Task<X> open(Run run, String data, String part);

  /**
   * Returns the model that settings describe.
   *
   * @param settings the run's options
   * @param description of its data
   * @return the model
   * @throws IllegalArgumentException if the description is not one of this kind
   * @throws org.udm.cli.console.UserException if the settings contradict one another
   */
  Model<X> model(Settings settings, Map<String, Object> description);

  /**
   * Returns the options of {@code udm sample} that are of this kind, for picocli.
   *
   * @return the options, the same object at every call
   */
  Sampling<X> sampling();

  /**
   * Returns the options of {@code udm eval} that are of this kind, for picocli.
   *
   * @return the options, the same object at every call; nothing if there are none
   */
  Optional<Scoring<X>> scoring();

  /**
   * Returns a fingerprint of what a model must know of its data, which the run's record keeps.
   *
   * @param description of the data
   * @return the fingerprint; nothing where the description needs none
   */
  default Optional<String> fingerprint(Map<String, Object> description) {
    return Optional.empty();
  }

  /**
   * Returns what of the settings {@link Engine#DL4J} has nothing for.
   *
   * @return why a setting must stay at its default, by its name; nothing if all models of this kind
   *     are LibTorch's
   */
  Optional<Map<String, String>> graphLimits();

  /**
   * Returns how rows travel from one process to another.
   *
   * @return their code
   */
  RowCode<X> code();

  /**
   * Shows the rows that are drawn during training.
   *
   * @param drawn some rows, at least one
   * @param step the step of the run
   * @param run the run
   * @return lines, one per row or file
   */
  List<String> show(X drawn, long step, Run run);

  /**
   * What the help of a training command says.
   *
   * @param description one sentence
   * @param data what {@code --data} takes, in capitals
   * @param kept what the run directory holds of the data
   * @param footer further lines
   */
  record Help(String description, String data, String kept, List<String> footer) {}
}
