package org.udm.cli.text;

import java.util.Map;
import java.util.function.Function;
import org.udm.cli.run.CommonSettings;
import org.udm.cli.run.Settings;
import org.udm.cli.run.TorchModel;
import org.udm.core.Corruption;
import org.udm.core.given.Conditional;
import org.udm.core.given.Given;
import org.udm.core.train.Example;
import org.udm.core.train.Objective;
import org.udm.core.train.Weight;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.edit.Deletion;
import org.udm.discrete.mask.MaskNoise;
import org.udm.discrete.mask.Masking;
import org.udm.discrete.net.GivenLoss;
import org.udm.discrete.net.MaskedLoss;
import org.udm.discrete.net.Transformer;
import org.udm.discrete.net.causal.RowSupport;
import org.udm.discrete.net.causal.Seq2Seq;
import org.udm.discrete.net.causal.Seq2SeqLoss;
import org.udm.discrete.sample.TimeUse;
import org.udm.discrete.text.Vocabulary;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;
import org.udm.torch.train.Loss;

/** Masking or deletion of sentences whose sources are kept clean. */
final class RestoreText implements TorchModel<Given<TokenBatch, TokenBatch>> {
  private final Settings settings;
  private final Corruption<TokenBatch, MaskNoise> corruption;
  private final Weight usual;
  private final Counted loss;
  private final Function<Weights, RestoreTrained> trained;

  private RestoreText(
      Settings settings,
      Corruption<TokenBatch, MaskNoise> corruption,
      Weight usual,
      Counted loss,
      Function<Weights, RestoreTrained> trained) {
    this.settings = settings;
    this.corruption = corruption;
    this.usual = usual;
    this.loss = loss;
    this.trained = trained;
  }

  /** The model that settings describe. */
  static RestoreText of(Settings settings, Map<String, Object> description) {
    Vocabulary vocabulary = Vocabulary.of(description);
    TokenBatch examples = RestoreTasks.examples(vocabulary, description);
    return settings.text("corruption").equals("mask")
        ? masked(settings, vocabulary.size(), examples)
        : deleted(settings, vocabulary.size(), examples);
  }

  private static RestoreText masked(Settings settings, int vocabulary, TokenBatch examples) {
    int length = settings.integer("length");
    int values = vocabulary + 1; // tokens, and what stands behind the end
    Masking masking = Masking.of(values, TextNetworks.schedule(settings));
    MaskedLoss loss =
        MaskedLoss.of(
            Transformer.of(
                TextNetworks.shape(settings, values, TimeUse.IGNORES_TIME)
                    .withSource(vocabulary, length)),
            masking.mask());
    return new RestoreText(
        settings,
        masking,
        Weight.bound(masking.schedule()),
        new Counted(GivenLoss.of(loss), vocabulary),
        weights -> RestoreTrained.of(masking, length, loss.predictor(weights), examples));
  }

  private static RestoreText deleted(Settings settings, int vocabulary, TokenBatch examples) {
    Deletion deletion = DeletionText.deletion(settings, vocabulary);
    Seq2SeqLoss loss =
        Seq2SeqLoss.of(
            Seq2Seq.of(
                DeletionText.network(settings, vocabulary)
                    .withSource(vocabulary, settings.integer("length"))),
            RowSupport.containing());
    return new RestoreText(
        settings,
        deletion,
        Weight.one(),
        new Counted(GivenLoss.of(loss), vocabulary),
        weights -> RestoreTrained.of(deletion, loss.predictor(weights), examples));
  }

  @Override
  public Objective<Given<TokenBatch, TokenBatch>, MaskNoise> objective() {
    return new Objective<>(
        Conditional.corruption(corruption),
        CommonSettings.timeLaw(settings),
        TextNetworks.weight(settings, usual));
  }

  @Override
  public Loss<Given<TokenBatch, TokenBatch>> loss() {
    return loss;
  }

  @Override
  public RestoreTrained trained(Weights weights) {
    return trained.apply(weights);
  }

  /**
   * A loss that counts the characters of the sentences, whatever stands behind their ends.
   *
   * @param of the loss
   * @param vocabulary V
   */
  private record Counted(GivenLoss of, int vocabulary)
      implements Loss<Given<TokenBatch, TokenBatch>> {

    @Override
    public ParameterLayout layout() {
      return of.layout();
    }

    @Override
    public long units(Given<TokenBatch, TokenBatch> x0) {
      long units = 0;
      for (int i = 0; i < x0.rows(); i++) {
        for (int id : x0.x().row(i)) {
          units += id < vocabulary ? 1 : 0;
        }
      }
      return units;
    }

    @Override
    public Part of(
        Weights weights, Example<Given<TokenBatch, TokenBatch>> some, long unitsOfBatch) {
      return of.of(weights, some, unitsOfBatch);
    }
  }
}
