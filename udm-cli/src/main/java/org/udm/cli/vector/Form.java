package org.udm.cli.vector;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;
import org.udm.cli.dl4j.GraphModels;
import org.udm.cli.run.Kind;
import org.udm.cli.run.Model;
import org.udm.cli.run.Run;
import org.udm.cli.run.Setting;
import org.udm.cli.run.Settings;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.Labels;
import org.udm.continuous.net.FloatNetwork;
import org.udm.continuous.net.Readout;
import org.udm.core.given.Given;
import org.udm.core.predict.X0Predictor;
import org.udm.torch.TorchRuntime;

/** What points and images differ in. */
public interface Form {

  /**
   * Returns the name of the kind.
   *
   * @return points or images
   */
  String name();

  /**
   * Returns what the help of the training says.
   *
   * @return the help
   */
  Kind.Help help();

  /**
   * Returns every option of a run.
   *
   * @return the settings in the order in which they are shown
   */
  List<Setting> settings();

  /**
   * Returns what {@code --data} names with absolute paths.
   *
   * @param data what was given
   * @return what a record holds
   * @throws org.udm.cli.console.UserException if nothing is given, or nothing is there
   */
  String located(String data);

  /**
   * Reads data for the first time.
   *
   * @param settings the run's options
   * @return the data that they name
   */
  VectorSet read(Settings settings);

  /**
   * Reads data as a run sees them.
   *
   * @param settings the run's options
   * @param data which, as {@code --data} names them
   * @param description of the run's data
   * @return the data, of any shape
   */
  VectorSet read(Settings settings, String data, Map<String, Object> description);

  /**
   * Returns a network.
   *
   * @param settings the run's options
   * @param shape of an item
   * @param classes K that it is told
   * @return the network
   * @throws org.udm.cli.console.UserException if there is none of these sizes
   */
  FloatNetwork network(Settings settings, int[] shape, int classes);

  /**
   * Returns what of the settings Deeplearning4j has nothing for.
   *
   * @return why a setting must stay at its default, by its name
   */
  Map<String, String> graphLimits();

  /**
   * Returns the model with a network of Deeplearning4j.
   *
   * @param settings the run's options
   * @param shape of an item
   * @param readout what the network's output means
   * @param use what goes with the network
   * @return the model
   * @throws org.udm.cli.console.UserException if there is no network of these sizes
   */
  Model<Given<FloatBatch, Labels>> graphModel(
      Settings settings,
      int[] shape,
      Readout readout,
      GraphModels.Use<
              Given<FloatBatch, Labels>, Function<DoubleUnaryOperator, X0Predictor<FloatBatch>>>
          use);

  /**
   * Returns the family of the run's corruption.
   *
   * @param settings the run's options
   * @param description of the run's data
   * @param data clean rows for a prior that is made of them, read when they are asked for
   * @return the family
   * @throws org.udm.cli.console.UserException if the settings contradict one another
   */
  Family family(Settings settings, Map<String, Object> description, Supplier<FloatBatch> data);

  /**
   * Returns a classifier that judges draws.
   *
   * @param run the run, which keeps the classifier
   * @param set the run's data
   * @param runtime the engine
   * @param steps of its training, at least 1
   * @param progress told what is being done
   * @return the judge
   * @throws org.udm.cli.console.UserException if there is none for such data
   */
  Judge classifier(
      Run run, VectorSet set, TorchRuntime runtime, int steps, Consumer<String> progress);

  /**
   * Refuses a place where {@code udm sample --out} cannot write rows.
   *
   * @param out what it names
   * @throws org.udm.cli.console.UserException if it is no such place
   */
  void requireOut(Path out);

  /**
   * Returns how rows are shown.
   *
   * @param description of the run's data
   * @return the display
   */
  Display display(Map<String, Object> description);
}
