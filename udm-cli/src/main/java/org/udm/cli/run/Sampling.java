package org.udm.cli.run;

import java.util.List;
import java.util.Optional;
import org.udm.cli.console.UserException;
import org.udm.core.Batch;

/**
 * The options of {@code udm sample} that are of one kind of data, with picocli's annotations.
 *
 * @param <X> the state
 */
public interface Sampling<X extends Batch<X>> {

  /**
   * Returns what the help calls them.
   *
   * @return a heading
   */
  String heading();

  /**
   * Returns what the end of the help says of them.
   *
   * @return paragraphs
   */
  List<String> footer();

  /**
   * Returns command lines for the end of the help.
   *
   * @return one or more
   */
  List<String> examples();

  /**
   * Returns where the run's data are now, for models that draw from them.
   *
   * @return the data as {@code --data} names them; nothing where they are where they were
   */
  Optional<String> data();

  /**
   * Refuses options that contradict one another, before a model is read.
   *
   * @param order what is common to all kinds
   * @throws org.udm.cli.console.UserException if they do
   */
  void check(Order order);

  /**
   * Refuses files that shall not or cannot be written, before a model is read.
   *
   * @param kind the kind of data of the run
   * @throws org.udm.cli.console.UserException if there is one
   */
  default void requireOutputs(Kind<X> kind) {}

  /**
   * Returns how a trained model draws and shows what these options ask for.
   *
   * @param saved the trained model
   * @param order what is common to all kinds
   * @return the drawing
   * @throws org.udm.cli.console.UserException if the options contradict one another or the model
   */
  Drawing<X> drawing(SavedRun<X> saved, Order order);

  /**
   * What is asked of every kind.
   *
   * @param count rows in all, at least 1
   * @param steps steps of the time grid, at least 1; null if nothing was said
   * @param label the class that is asked for; null if nothing was said
   * @param guidance the scale of classifier-free guidance; null if nothing was said
   * @param processes how many draw together, at least 1
   * @param asJson whether the results go into one document
   */
  record Order(
      int count, Integer steps, String label, Double guidance, int processes, AsJson asJson) {

    /**
     * Refuses an option whose results one process alone has.
     *
     * @param option its name, with dashes
     * @throws UserException if there are several processes
     */
    public void requireAlone(String option) {
      if (processes > 1) {
        throw UserException.usage(
            "%s with %d processes: each sees the states of its own rows alone; draw in one process"
                .formatted(option, processes));
      }
    }
  }

  /** Where results go. */
  enum AsJson {
    /** Into one JSON document, at the end. */
    YES,
    /** To standard output as they come. */
    NO
  }
}
