package org.udm.cli.text;

import org.udm.cli.console.UserException;
import org.udm.cli.run.CommonSettings;
import org.udm.cli.run.Model;
import org.udm.cli.run.Settings;
import org.udm.core.schedule.CosineSchedule;
import org.udm.core.schedule.LogLinearSchedule;
import org.udm.core.schedule.PolynomialSchedule;
import org.udm.core.schedule.Schedule;
import org.udm.core.train.Objective;
import org.udm.core.train.Weight;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.mask.MaskNoise;
import org.udm.discrete.mask.Masking;
import org.udm.discrete.net.MaskedLoss;
import org.udm.discrete.net.Transformer;
import org.udm.discrete.net.TransformerShape;
import org.udm.discrete.sample.TimeUse;
import org.udm.discrete.text.Vocabulary;
import org.udm.torch.parameter.Weights;

/** Masked diffusion: the family of {@code --corruption mask}. */
public final class MaskedText implements Model<TokenBatch> {
  private static final double LOG_LINEAR_END = 1e-3; // as in SEDD and MDLM

  private final Settings settings;
  private final Masking masking;
  private final MaskedLoss loss;

  private MaskedText(Settings settings, Masking masking, MaskedLoss loss) {
    this.settings = settings;
    this.masking = masking;
    this.loss = loss;
  }

  /**
   * Returns the model that settings describe.
   *
   * @param settings the run's options
   * @param vocabulary what the tokens mean
   * @return the model
   * @throws UserException if the options contradict one another
   */
  public static MaskedText of(Settings settings, Vocabulary vocabulary) {
    Masking masking = Masking.of(vocabulary.size(), schedule(settings));
    return new MaskedText(
        settings, masking, MaskedLoss.of(network(settings, vocabulary), masking.mask()));
  }

  private static Schedule schedule(Settings settings) {
    return switch (settings.text("schedule")) {
      case "linear" -> PolynomialSchedule.linear();
      case "cosine" -> CosineSchedule.create();
      case "polynomial" -> PolynomialSchedule.of(settings.number("power"));
      default -> LogLinearSchedule.endingAt(LOG_LINEAR_END);
    };
  }

  private static Transformer network(Settings settings, Vocabulary vocabulary) {
    try {
      return Transformer.of(
          TransformerShape.of(vocabulary.size(), settings.integer("length"))
              .withLayers(settings.integer("layers"))
              .withWidth(settings.integer("width"), settings.integer("heads"))
              .withPositions(
                  settings.text("positions").equals("learned")
                      ? TransformerShape.PositionCode.LEARNED
                      : TransformerShape.PositionCode.ROTARY)
              .withNorm(
                  settings.text("norm").equals("layer")
                      ? TransformerShape.NormKind.LAYER
                      : TransformerShape.NormKind.RMS)
              .withTimeUse(
                  settings.text("time").equals("none") ? TimeUse.IGNORES_TIME : TimeUse.SEES_TIME));
    } catch (IllegalArgumentException e) {
      throw UserException.usage(e.getMessage());
    }
  }

  /**
   * Returns the corruption.
   *
   * @return masking with the schedule of the settings
   */
  public Masking masking() {
    return masking;
  }

  @Override
  public Objective<TokenBatch, MaskNoise> objective() {
    Weight weight =
        settings.text("weight").equals("bound") ? Weight.bound(schedule(settings)) : Weight.one();
    return new Objective<>(masking, CommonSettings.timeLaw(settings), weight);
  }

  @Override
  public MaskedLoss loss() {
    return loss;
  }

  @Override
  public TextTrained trained(Weights weights) {
    return new MaskedTrained(masking, settings.integer("length"), loss.predictor(weights));
  }
}
