package org.udm.cli.point;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;
import org.udm.cli.console.UserException;
import org.udm.cli.dl4j.GraphModels;
import org.udm.cli.run.CommonSettings;
import org.udm.cli.run.Kind;
import org.udm.cli.run.Model;
import org.udm.cli.run.Run;
import org.udm.cli.run.Setting;
import org.udm.cli.run.Settings;
import org.udm.cli.vector.Descriptions;
import org.udm.cli.vector.Display;
import org.udm.cli.vector.Family;
import org.udm.cli.vector.Form;
import org.udm.cli.vector.GaussianFamily;
import org.udm.cli.vector.Judge;
import org.udm.cli.vector.OutputPath;
import org.udm.cli.vector.VectorSet;
import org.udm.cli.vector.VectorSettings;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.Labels;
import org.udm.continuous.net.FloatNetwork;
import org.udm.continuous.net.PointMlp;
import org.udm.continuous.net.PointMlpShape;
import org.udm.continuous.net.Readout;
import org.udm.core.given.Given;
import org.udm.core.predict.X0Predictor;
import org.udm.torch.TorchRuntime;

/** Points: rows of a few numbers. */
public final class PointForm implements Form {
  private static final Map<String, Object> STANDARDS =
      Map.of(
          "steps", 4000L,
          "batch", 512L,
          "lr", 3e-3,
          "weight-decay", 0.01,
          "ema", 0.998,
          "eval-every", 1000L,
          "eval-rows", 1000L,
          "samples", 1000L);

  private PointForm() {}

  /**
   * Returns the form.
   *
   * @return the form
   */
  public static PointForm of() {
    return new PointForm();
  }

  @Override
  public String name() {
    return "points";
  }

  @Override
  public Kind.Help help() {
    return new Kind.Help(
        "Train a diffusion model of points.",
        "LAW",
        "the shape of a point",
        List.of(
            "Examples:",
            "  udm train points --data moons --out runs/moons",
            "  udm train points --data table.csv --path edm --out runs/table",
            "  udm sample runs/moons --count 1000 --sampler dpmpp-2m --grid moons.png"));
  }

  @Override
  public List<Setting> settings() {
    List<Setting> own =
        new ArrayList<>(
            VectorSettings.data(
                String.join(", ", PointLawTable.names())
                    + " or a CSV file, whose last column is the class if its heading is label",
                PointLawTable.names(),
                Setting.number(
                        VectorSettings.DATA,
                        "noise",
                        0.05,
                        0,
                        1,
                        "Standard deviation about the curves of a law")
                    .only("data", PointLawTable.noisy().toArray(String[]::new))));
    own.add(
        Setting.integer(
            VectorSettings.MODEL, "width", 128, 1, 65_536, "Width of the hidden vectors"));
    own.add(Setting.integer(VectorSettings.MODEL, "blocks", 3, 1, 1000, "Residual blocks"));
    own.addAll(VectorSettings.objective(new String[] {"gaussian"}));
    return CommonSettings.after(own, STANDARDS, "Points");
  }

  @Override
  public String located(String data) {
    return PointSets.located(data);
  }

  @Override
  public VectorSet read(Settings settings) {
    return PointSets.read(settings, settings.text("data"), Optional.empty());
  }

  @Override
  public VectorSet read(Settings settings, String data, Map<String, Object> description) {
    return PointSets.read(settings, data, Optional.of(PointUnits.of(description)));
  }

  @Override
  public FloatNetwork network(Settings settings, int[] shape, int classes) {
    try {
      return PointMlp.of(
          PointMlpShape.of(shape[0])
              .withWidth(settings.integer("width"))
              .withBlocks(settings.integer("blocks"))
              .withClasses(classes));
    } catch (IllegalArgumentException e) {
      throw UserException.usage(e.getMessage());
    }
  }

  @Override
  public Map<String, String> graphLimits() {
    return Map.of("classes", "its network is not told of classes");
  }

  @Override
  public Model<Given<FloatBatch, Labels>> graphModel(
      Settings settings,
      int[] shape,
      Readout readout,
      GraphModels.Use<
              Given<FloatBatch, Labels>, Function<DoubleUnaryOperator, X0Predictor<FloatBatch>>>
          use) {
    return GraphModels.points(settings, shape[0], readout, use);
  }

  @Override
  public Family family(
      Settings settings, Map<String, Object> description, Supplier<FloatBatch> data) {
    return GaussianFamily.of(settings, Descriptions.shape(description), Optional.empty())
        .withVolume(PointUnits.of(description).logVolume());
  }

  @Override
  public Judge classifier(
      Run run, VectorSet set, TorchRuntime runtime, int steps, Consumer<String> progress) {
    throw UserException.usage("--classifier: it is for images, and this run is on points");
  }

  @Override
  public void requireOut(Path out) {
    OutputPath.requireFile("--out", out, ".csv");
  }

  @Override
  public Display display(Map<String, Object> description) {
    return new PointDisplay(PointUnits.of(description), Descriptions.classes(description));
  }
}
