package org.udm.cli.text;

import org.udm.cli.console.UserException;
import org.udm.cli.run.Settings;
import org.udm.core.schedule.CosineSchedule;
import org.udm.core.schedule.LogLinearSchedule;
import org.udm.core.schedule.PolynomialSchedule;
import org.udm.core.schedule.Schedule;
import org.udm.core.train.Weight;
import org.udm.discrete.net.TransformerShape;
import org.udm.discrete.sample.TimeUse;

/** What the settings say of schedules, weights and networks, whatever the corruption. */
final class TextNetworks {
  private static final double LOG_LINEAR_END = 1e-3; // as in SEDD and MDLM

  private TextNetworks() {}

  /** The schedule alpha_t. */
  static Schedule schedule(Settings settings) {
    return switch (settings.text("schedule")) {
      case "linear" -> PolynomialSchedule.linear();
      case "cosine" -> CosineSchedule.create();
      case "polynomial" -> PolynomialSchedule.of(settings.number("power"));
      default -> LogLinearSchedule.endingAt(LOG_LINEAR_END);
    };
  }

  /**
   * The shape of a network that sees no time.
   *
   * @param options the options that want it so
   * @param reason why it has none
   */
  static TransformerShape timeless(
      Settings settings, int vocabulary, String options, String reason) {
    TransformerShape shape = shape(settings, vocabulary, TimeUse.IGNORES_TIME);
    if (shape.timeUse() == TimeUse.SEES_TIME) {
      throw UserException.usage(
          "--time adaptive with %s: %s; leave --time out".formatted(options, reason));
    }
    return shape;
  }

  /** The weight of the loss; the given one where it is left to the corruption. */
  static Weight weight(Settings settings, Weight usual) {
    return switch (settings.text("weight")) {
      case "automatic" -> usual;
      case "bound" -> Weight.bound(schedule(settings));
      default -> Weight.one();
    };
  }

  /**
   * The shape of a network.
   *
   * @param vocabulary V, the number of tokens that it predicts
   * @param needed whether its corruption needs the time, where nothing is said
   */
  static TransformerShape shape(Settings settings, int vocabulary, TimeUse needed) {
    try {
      return TransformerShape.of(vocabulary, settings.integer("length"))
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
              switch (settings.text("time")) {
                case "automatic" -> needed;
                case "none" -> TimeUse.IGNORES_TIME;
                default -> TimeUse.SEES_TIME;
              });
    } catch (IllegalArgumentException e) {
      throw UserException.usage(e.getMessage());
    }
  }
}
