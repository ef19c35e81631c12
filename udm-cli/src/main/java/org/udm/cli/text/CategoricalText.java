package org.udm.cli.text;

import org.udm.cli.console.UserException;
import org.udm.cli.run.CommonSettings;
import org.udm.cli.run.Model;
import org.udm.cli.run.Settings;
import org.udm.core.schedule.LogLinearSchedule;
import org.udm.core.schedule.Schedule;
import org.udm.core.train.Objective;
import org.udm.core.train.Weight;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.categorical.Categorical;
import org.udm.discrete.categorical.CategoricalNoise;
import org.udm.discrete.categorical.MaskedReplacement;
import org.udm.discrete.categorical.Replacement;
import org.udm.discrete.categorical.TokenProcess;
import org.udm.discrete.net.DenoisingLoss;
import org.udm.discrete.net.Transformer;
import org.udm.discrete.sample.TimeUse;
import org.udm.discrete.text.Vocabulary;
import org.udm.torch.parameter.Weights;

/**
 * Replacement of tokens: the families of {@code --corruption uniform} and {@code categorical}. The
 * network sees the time unless it is told not to.
 */
final class CategoricalText implements Model<TokenBatch> {
  private final Settings settings;
  private final Categorical categorical;
  private final DenoisingLoss loss;

  private CategoricalText(Settings settings, Categorical categorical, DenoisingLoss loss) {
    this.settings = settings;
    this.categorical = categorical;
    this.loss = loss;
  }

  /** Tokens that become any token: multinomial diffusion. */
  static CategoricalText uniform(Settings settings, Vocabulary vocabulary) {
    return of(settings, Replacement.uniform(vocabulary.size(), TextNetworks.schedule(settings)));
  }

  /** Tokens that become masks or other tokens, as {@code --process} says. */
  static CategoricalText mixture(Settings settings, Vocabulary vocabulary) {
    Schedule schedule = TextNetworks.schedule(settings);
    double masks = settings.number("mask-share");
    try {
      return of(
          settings,
          settings.text("process").equals("mixed")
              ? Replacement.mixed(vocabulary.size(), masks, schedule)
              : MaskedReplacement.of(
                  vocabulary.size(), schedule, LogLinearSchedule.endingAt(masks)));
    } catch (IllegalArgumentException e) {
      throw UserException.usage("--mask-share %s: %s".formatted(masks, e.getMessage()));
    }
  }

  private static CategoricalText of(Settings settings, TokenProcess process) {
    // the network reads one id more than it predicts: the mask, where there is one
    Transformer network =
        Transformer.of(TextNetworks.shape(settings, process.vocabulary(), TimeUse.SEES_TIME));
    return new CategoricalText(settings, Categorical.of(process), DenoisingLoss.of(network));
  }

  @Override
  public Objective<TokenBatch, CategoricalNoise> objective() {
    return new Objective<>(
        categorical, CommonSettings.timeLaw(settings), TextNetworks.weight(settings, Weight.one()));
  }

  @Override
  public DenoisingLoss loss() {
    return loss;
  }

  @Override
  public CategoricalTrained trained(Weights weights) {
    return new CategoricalTrained(categorical, settings.integer("length"), loss.predictor(weights));
  }
}
