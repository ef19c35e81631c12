package org.udm.cli.dl4j;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.udm.cli.console.UserException;
import org.udm.cli.run.Model;
import org.udm.cli.run.Settings;
import org.udm.cli.run.Trained;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.Labels;
import org.udm.continuous.net.Readout;
import org.udm.core.Batch;
import org.udm.core.given.Given;
import org.udm.core.predict.X0Predictor;
import org.udm.core.train.Objective;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.DrawOptions;
import org.udm.dl4j.net.FloatGraph;
import org.udm.dl4j.net.LabelledLoss;
import org.udm.dl4j.net.RowForm;
import org.udm.dl4j.net.RowGraph;
import org.udm.dl4j.net.RowLoss;
import org.udm.dl4j.net.TimeInput;
import org.udm.dl4j.net.TokenInput;
import org.udm.dl4j.ready.ImageUNet;
import org.udm.dl4j.ready.PointGraph;
import org.udm.dl4j.ready.RowSeq2Seq;

/** Models with the ready networks of Deeplearning4j, whose sizes the settings of a run say. */
public final class GraphModels {
  private GraphModels() {}

  /**
   * What goes with a network.
   *
   * @param objective makes the objective, with a new time law
   * @param trained makes the trained model of a predictor
   * @param <X> the state
   * @param <P> the predictor, as a family asks for it
   */
  public record Use<X extends Batch<X>, P>(
      Supplier<Objective<X, ?>> objective, Function<P, Trained<X>> trained) {}

  /**
   * Returns a model with a residual network for points.
   *
   * @param settings the run's options, of which width and blocks are sizes
   * @param dimension D of a point
   * @param readout what the network's output means
   * @param use what goes with the network
   * @return the model
   */
  public static Model<Given<FloatBatch, Labels>> points(
      Settings settings,
      int dimension,
      Readout readout,
      Use<Given<FloatBatch, Labels>, Function<DoubleUnaryOperator, X0Predictor<FloatBatch>>> use) {
    Recipe recipe = Recipe.of(settings);
    PointGraph sizes =
        new PointGraph(
            dimension,
            settings.integer("width"),
            settings.integer("blocks"),
            0,
            recipe.updater(),
            settings.longInteger("seed"));
    return floats(recipe, recipe.graph(sizes.configuration()), readout, use, dimension);
  }

  /**
   * Returns a model with a U-Net for images.
   *
   * @param settings the run's options, of which width is a size
   * @param shape of an image: channels, height and width
   * @param readout what the network's output means
   * @param use what goes with the network
   * @return the model
   * @throws UserException if the images are not square, or of a size that cannot be halved twice
   */
  public static Model<Given<FloatBatch, Labels>> images(
      Settings settings,
      int[] shape,
      Readout readout,
      Use<Given<FloatBatch, Labels>, Function<DoubleUnaryOperator, X0Predictor<FloatBatch>>> use) {
    if (shape.length != 3 || shape[1] != shape[2] || shape[1] % 4 != 0) {
      throw UserException.usage(
          "images of %s (channels, height, width) with --engine dl4j: its U-Net takes square ones whose side is a multiple of 4; cut or pad them, or take --engine torch"
              .formatted(Arrays.toString(shape)));
    }
    Recipe recipe = Recipe.of(settings);
    ImageUNet sizes =
        ImageUNet.of(shape[0], shape[1], recipe.updater())
            .withWidth(settings.integer("width"))
            .withSeed(settings.longInteger("seed"));
    return floats(recipe, recipe.graph(sizes.configuration()), readout, use, shape);
  }

  private static Model<Given<FloatBatch, Labels>> floats(
      Recipe recipe,
      ComputationGraph graph,
      Readout readout,
      Use<Given<FloatBatch, Labels>, Function<DoubleUnaryOperator, X0Predictor<FloatBatch>>> use,
      int... shape) {
    LabelledLoss loss = LabelledLoss.of(FloatGraph.of(graph, TimeInput.CHANNEL, readout, shape));
    return new GraphModel<>(
        loss,
        recipe,
        use.objective(),
        network -> use.trained().apply(variance -> loss.predictor(network).withVariance(variance)));
  }

  /**
   * Returns a model with an LSTM that reads rows under masking, and one with attention that writes
   * them.
   *
   * @param settings the run's options, of which width is a size
   * @param vocabulary V, the number of clean tokens
   * @param longest the longest row
   * @param mask the id of the mask
   * @param use what goes with the network
   * @return the model
   * @throws UserException if the width is odd
   */
  public static Model<Given<TokenBatch, TokenBatch>> rows(
      Settings settings,
      int vocabulary,
      int longest,
      int mask,
      Use<Given<TokenBatch, TokenBatch>, Function<DrawOptions, X0Predictor<TokenBatch>>> use) {
    int width = settings.integer("width");
    if (width % 2 != 0) {
      throw UserException.usage(
          "--width %d with --engine dl4j: it must be even, half for either direction of reading"
              .formatted(width));
    }
    Recipe recipe = Recipe.of(settings);
    RowSeq2Seq sizes =
        RowSeq2Seq.of(vocabulary, longest, recipe.updater())
            .withWidth(width)
            .withSeed(settings.longInteger("seed"));
    RowLoss loss =
        RowLoss.of(
            RowGraph.of(
                recipe.graph(sizes.configuration()),
                vocabulary,
                sizes.ids(),
                longest,
                TokenInput.ONE_HOT,
                TimeInput.NONE),
            RowForm.carryingOver(mask));
    return new GraphModel<>(
        new UntoldRows(loss),
        recipe,
        use.objective(),
        network -> use.trained().apply(draws -> loss.predictor(network).withDraws(draws)));
  }
}
