package org.udm.cli.image;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;
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
import org.udm.continuous.bound.PixelLevels;
import org.udm.continuous.net.FloatNetwork;
import org.udm.continuous.net.Readout;
import org.udm.core.given.Given;
import org.udm.core.predict.X0Predictor;
import org.udm.torch.TorchRuntime;

/** Images: rows of pixels with 256 levels. */
public final class ImageForm implements Form {
  private static final String GAUSSIAN = "gaussian";

  /** A U-Net that learns digits of 28 x 28 pixels on two cores within half an hour. */
  private static final Map<String, Object> STANDARDS =
      Map.of(
          "steps",
          5000L,
          "batch",
          64L,
          "lr",
          2e-3,
          "weight-decay",
          0.01,
          "ema",
          0.998,
          "samples",
          36L);

  private final ImageSets sets = new ImageSets();

  private ImageForm() {}

  /**
   * Returns the form.
   *
   * @return the form, which remembers the last data that it read
   */
  public static ImageForm of() {
    return new ImageForm();
  }

  @Override
  public String name() {
    return "images";
  }

  @Override
  public Kind.Help help() {
    return new Kind.Help(
        "Train a diffusion model of images.",
        "IMAGES",
        "the shape of an image",
        List.of(
            "Examples:",
            "  udm train images --data glyphs --out runs/glyphs",
            "  udm train images --data train-images-idx3-ubyte.gz --classes labels --out runs/digits",
            "  udm train images --data faces/ --corruption blur --out runs/blurred",
            "  udm sample runs/digits --count 100 --class 3 --guidance 2 --grid threes.png"));
  }

  @Override
  public List<Setting> settings() {
    List<Setting> own =
        new ArrayList<>(
            VectorSettings.data(
                "glyphs (drawn in code), an IDX file of images, with its labels beside it if there are any, a"
                    + " directory with MNIST's or CIFAR-10's files, or a folder of PNG or JPEG"
                    + " files, whose folders are classes",
                List.of(ImageSets.GLYPHS),
                Setting.integer(
                        VectorSettings.DATA, "size", 28, 8, 4096, "Height and width of glyphs")
                    .only("data", ImageSets.GLYPHS)));
    own.addAll(ImageNetworks.settings());
    List<String> families = new ArrayList<>(List.of(GAUSSIAN));
    families.addAll(LinearTable.names());
    own.addAll(
        VectorSettings.objective(
            families.toArray(String[]::new), LinearTable.settings().toArray(Setting[]::new)));
    return CommonSettings.after(own, STANDARDS, "Images");
  }

  @Override
  public String located(String data) {
    return ImageSets.located(data);
  }

  @Override
  public VectorSet read(Settings settings) {
    return sets.read(settings, settings.text("data"));
  }

  @Override
  public VectorSet read(Settings settings, String data, Map<String, Object> description) {
    return sets.read(settings, data);
  }

  @Override
  public FloatNetwork network(Settings settings, int[] shape, int classes) {
    return ImageNetworks.of(settings, shape, classes);
  }

  @Override
  public Map<String, String> graphLimits() {
    return ImageNetworks.GRAPH_LIMITS;
  }

  @Override
  public Model<Given<FloatBatch, Labels>> graphModel(
      Settings settings,
      int[] shape,
      Readout readout,
      GraphModels.Use<
              Given<FloatBatch, Labels>, Function<DoubleUnaryOperator, X0Predictor<FloatBatch>>>
          use) {
    return GraphModels.images(settings, shape, readout, use);
  }

  @Override
  public Family family(
      Settings settings, Map<String, Object> description, Supplier<FloatBatch> data) {
    int[] shape = Descriptions.shape(description);
    return settings.text("corruption").equals(GAUSSIAN)
        ? GaussianFamily.of(settings, shape, Optional.of(PixelLevels.bytes()))
        : LinearTable.family(settings, shape, data);
  }

  @Override
  public Judge classifier(
      Run run, VectorSet set, TorchRuntime runtime, int steps, Consumer<String> progress) {
    return ClassifierJudge.of(run, set, runtime, steps, progress);
  }

  @Override
  public void requireOut(Path out) {
    OutputPath.requireFolder("--out", out);
  }

  @Override
  public Display display(Map<String, Object> description) {
    return new ImageDisplay(Descriptions.shape(description), Descriptions.classes(description));
  }
}
