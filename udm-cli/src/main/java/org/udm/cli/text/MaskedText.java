package org.udm.cli.text;

import org.udm.cli.run.CommonSettings;
import org.udm.cli.run.Settings;
import org.udm.core.train.Objective;
import org.udm.core.train.Weight;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.mask.MaskNoise;
import org.udm.discrete.mask.Masking;
import org.udm.discrete.net.MaskedLoss;
import org.udm.discrete.net.Transformer;
import org.udm.discrete.sample.TimeUse;
import org.udm.discrete.text.Vocabulary;
import org.udm.torch.parameter.Weights;

/** Masked diffusion: the family of {@code --corruption mask}. */
final class MaskedText implements TextModel {
  private final Settings settings;
  private final Masking masking;
  private final MaskedLoss loss;

  private MaskedText(Settings settings, Masking masking, MaskedLoss loss) {
    this.settings = settings;
    this.masking = masking;
    this.loss = loss;
  }

  /** The model that settings describe. */
  static MaskedText of(Settings settings, TextDescription description) {
    Vocabulary vocabulary = description.vocabulary();
    Masking masking = masking(settings, vocabulary);
    Transformer network =
        Transformer.of(
            description
                .classes()
                .told(TextNetworks.shape(settings, vocabulary.size(), TimeUse.IGNORES_TIME)));
    return new MaskedText(settings, masking, MaskedLoss.of(network, masking.mask()));
  }

  /** The corruption that settings describe. */
  static Masking masking(Settings settings, Vocabulary vocabulary) {
    return Masking.of(vocabulary.size(), TextNetworks.schedule(settings));
  }

  @Override
  public Objective<TokenBatch, MaskNoise> objective() {
    return objective(settings, masking);
  }

  /** The objective of masking, whatever the network. */
  static Objective<TokenBatch, MaskNoise> objective(Settings settings, Masking masking) {
    return new Objective<>(
        masking,
        CommonSettings.timeLaw(settings),
        TextNetworks.weight(settings, Weight.bound(masking.schedule())));
  }

  @Override
  public MaskedLoss loss() {
    return loss;
  }

  @Override
  public TextTrained trained(Weights weights) {
    return new MaskedTrained(masking, loss.predictor(weights));
  }
}
