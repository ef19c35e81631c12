package org.udm.cli.text;

import org.udm.cli.console.UserException;
import org.udm.cli.run.CommonSettings;
import org.udm.cli.run.Settings;
import org.udm.core.schedule.LogLinearSchedule;
import org.udm.core.schedule.Schedule;
import org.udm.core.train.Objective;
import org.udm.core.train.Weight;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.categorical.Categorical;
import org.udm.discrete.categorical.CategoricalNoise;
import org.udm.discrete.categorical.MaskedReplacement;
import org.udm.discrete.categorical.RateMatrix;
import org.udm.discrete.categorical.Replacement;
import org.udm.discrete.categorical.TokenProcess;
import org.udm.discrete.net.DenoisingLoss;
import org.udm.discrete.net.Transformer;
import org.udm.discrete.sample.TimeUse;
import org.udm.torch.parameter.Weights;

/**
 * Replacement of tokens: the families of {@code --corruption uniform} and {@code categorical}. The
 * network sees the time unless it is told not to.
 */
final class CategoricalText implements TextModel {
  private final Settings settings;
  private final Categorical categorical;
  private final DenoisingLoss loss;

  private CategoricalText(Settings settings, Categorical categorical, DenoisingLoss loss) {
    this.settings = settings;
    this.categorical = categorical;
    this.loss = loss;
  }

  /** Tokens that become any token: multinomial diffusion. */
  static CategoricalText uniform(Settings settings, TextDescription description) {
    return of(
        settings,
        Replacement.uniform(description.vocabulary().size(), TextNetworks.schedule(settings)),
        description.classes());
  }

  /** Tokens that become masks, other tokens or those near them, as {@code --process} says. */
  static CategoricalText mixture(Settings settings, TextDescription description) {
    String name = settings.text("process");
    String option =
        switch (name) {
          case "mixed", "masked" -> "mask-share";
          case "gaussian" -> "spread";
          default -> name;
        };
    Schedule schedule = TextNetworks.schedule(settings);
    if (!option.equals("mask-share") && schedule.at(1) == 0) {
      throw UserException.usage(
          "--process %s with --schedule %s: a schedule that ends at 0 takes such a process forever; add --schedule log-linear"
              .formatted(name, settings.text("schedule")));
    }
    try {
      return of(
          settings,
          process(name, settings, description.vocabulary().size(), schedule),
          description.classes());
    } catch (IllegalArgumentException e) {
      throw UserException.usage(
          "--%s %s: %s".formatted(option, settings.values().get(option), e.getMessage()));
    }
  }

  private static TokenProcess process(
      String name, Settings settings, int vocabulary, Schedule schedule) {
    double masks = settings.number("mask-share");
    return switch (name) {
      case "mixed" -> Replacement.mixed(vocabulary, masks, schedule);
      case "masked" ->
          MaskedReplacement.of(vocabulary, schedule, LogLinearSchedule.endingAt(masks));
      case "gaussian" ->
          RateMatrix.of(RateMatrix.gaussian(vocabulary, settings.number("spread")), schedule);
      default ->
          RateMatrix.of(
              RateMatrix.mixing(
                  RateMatrix.nearest(distances(vocabulary), settings.integer("neighbours"))),
              schedule);
    };
  }

  /** How far apart the ids of two tokens are, [V][V]. */
  private static double[][] distances(int vocabulary) {
    double[][] distances = new double[vocabulary][vocabulary];
    for (int i = 0; i < vocabulary; i++) {
      for (int j = 0; j < vocabulary; j++) {
        distances[i][j] = Math.abs(i - j);
      }
    }
    return distances;
  }

  private static CategoricalText of(Settings settings, TokenProcess process, TextClasses classes) {
    // the network reads one id more than it predicts: the mask, where there is one
    Transformer network =
        Transformer.of(
            classes.told(TextNetworks.shape(settings, process.vocabulary(), TimeUse.SEES_TIME)));
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
    return new CategoricalTrained(categorical, loss.predictor(weights));
  }
}
