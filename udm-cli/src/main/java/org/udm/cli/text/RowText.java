package org.udm.cli.text;

import java.util.Map;
import org.udm.cli.dl4j.GraphModels;
import org.udm.cli.run.CommonSettings;
import org.udm.cli.run.Model;
import org.udm.cli.run.Settings;
import org.udm.core.given.Conditional;
import org.udm.core.given.Given;
import org.udm.core.train.Objective;
import org.udm.core.train.Weight;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.mask.Masking;
import org.udm.discrete.text.Vocabulary;

/**
 * Masked diffusion with a network of Deeplearning4j, which writes whole rows: {@code --corruption
 * mask --engine dl4j}.
 */
final class RowText {
  private static final String FIXED =
      "its network, LSTMs that read and write a row, has no such part";

  /** Why settings must stay at their defaults. */
  static final Map<String, String> LIMITS =
      Map.of(
          "corruption", "it has a network for masking alone",
          "layers", FIXED,
          "heads", FIXED,
          "block-size", "its network writes whole rows",
          "classes", "its network is told no class",
          "positions", FIXED,
          "norm", FIXED,
          "time", "its network sees no time, and masking needs none",
          "encoder-layers", FIXED,
          "decoder-layers", FIXED);

  private RowText() {}

  /** The model that settings describe. */
  static Model<Given<TokenBatch, TokenBatch>> of(Settings settings, TextDescription description) {
    Vocabulary vocabulary = description.vocabulary();
    Masking masking = MaskedText.masking(settings, vocabulary);
    int length = settings.integer("length");
    return GraphModels.rows(
        settings,
        vocabulary.size(),
        length,
        masking.mask(),
        new GraphModels.Use<>(
            () ->
                new Objective<>(
                    Conditional.corruption(masking),
                    CommonSettings.timeLaw(settings),
                    TextNetworks.weight(settings, Weight.one())),
            predictors ->
                new ToldTrained(
                    new RowTrained(masking, predictors),
                    description.classes(),
                    description.lengths().or(length))));
  }
}
