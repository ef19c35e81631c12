package org.udm.cli;

import java.util.Map;
import org.udm.discrete.net.Transformer;
import org.udm.discrete.net.TransformerPredictor;
import org.udm.discrete.text.Vocabulary;
import org.udm.torch.TorchRuntime;

/**
 * A trained model, read from the directory of its run.
 *
 * @param settings the run's options
 * @param model what they mean
 * @param predictor the network with its trained weights
 * @param steps how many steps it was trained for
 * @param runtime the engine
 */
record SavedModel(
    Settings settings,
    TextModel model,
    TransformerPredictor predictor,
    long steps,
    TorchRuntime runtime) {

  /**
   * Reads a model.
   *
   * @param directory the run
   * @param device where to compute
   * @param threads processor threads; 0 for all cores
   * @throws UserException if there is no run, or its files do not belong together
   */
  static SavedModel read(RunDirectory directory, String device, int threads) {
    directory.requireRun();
    Settings settings =
        Settings.defaults(TextSettings.all())
            .with(RunDirectory.readConfig(directory.record()), Settings.in(directory.record()));
    TextModel model = new TextModel(settings, vocabulary(directory));
    TorchRuntime runtime = TextModel.runtime(settings, device, threads);
    Transformer network = model.network();
    TextCheckpoint.Trained trained =
        TextCheckpoint.weights(directory, network, runtime, settings.number("ema") > 0);
    TransformerPredictor predictor =
        TransformerPredictor.of(network, trained.weights(), model.masking().mask());
    return new SavedModel(settings, model, predictor, trained.steps(), runtime);
  }

  /** The vocabulary of a run. */
  static Vocabulary vocabulary(RunDirectory directory) {
    Map<String, Object> description =
        Json.object(
            RunDirectory.readText(directory.vocabulary()), directory.vocabulary().toString());
    try {
      return Vocabulary.of(description);
    } catch (IllegalArgumentException e) {
      throw UserException.failed(directory.vocabulary() + ": " + e.getMessage(), e);
    }
  }
}
