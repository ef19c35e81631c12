package org.udm.cli.vector;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.udm.cli.console.UserException;
import org.udm.cli.run.ClassNames;
import org.udm.cli.run.Drawing;
import org.udm.cli.run.Kind;
import org.udm.cli.run.Sampling;
import org.udm.cli.run.SavedRun;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.Labels;
import org.udm.continuous.sample.KnownRegion;
import org.udm.core.given.Given;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The options of {@code udm sample} for points and images. */
@Command
public final class VectorSampling implements Sampling<Given<FloatBatch, Labels>> {
  private static final String NO_CLASS = "none";
  private static final String PNG = ".png";

  @Option(
      names = "--sampler",
      paramLabel = "NAME",
      description = "One of the samplers of the run's corruption; see below.")
  private String sampler;

  @Option(
      names = "--times",
      paramLabel = "GRID",
      description = "Time grid: uniform, quadratic, karras or log-snr (default: the sampler's).")
  private String times;

  @Option(
      names = "--eta",
      paramLabel = "X",
      description = "Part of the noise that is renewed, in [0, 1] (ddim 0, markov 1).")
  private Double eta;

  @Option(
      names = "--churn",
      paramLabel = "X",
      description = "Noise added at each step of edm-stochastic, S_churn / N (default 0.2).")
  private Double churn;

  @Option(
      names = "--inpaint",
      paramLabel = "PNG",
      description = "A picture whose known part is kept.")
  private Path picture;

  @Option(
      names = "--mask",
      paramLabel = "PNG",
      description = "White where --inpaint is known, black where it is to be drawn.")
  private Path mask;

  @Option(
      names = "--out",
      paramLabel = "PATH",
      description = "A CSV file for points, a folder of PNG files for images.")
  private Path out;

  @Option(names = "--grid", paramLabel = "PNG", description = "One picture of all that is drawn.")
  private Path grid;

  @Option(
      names = "--trajectory",
      paramLabel = "PNG",
      description = "A picture of the steps of the first few.")
  private Path trajectory;

  @Option(
      names = "--data",
      paramLabel = "DATA",
      description = "Where the run's data are now, for corruptions whose prior is made of data.")
  private String data;

  /** Returns options of which nothing is chosen. */
  public VectorSampling() {}

  @Override
  public String heading() {
    return "Points and images";
  }

  @Override
  public List<String> footer() {
    return List.of(
        "Samplers of Gaussian noise: ddim (--eta), ddpm, ddpm-large, same, fresh; of its"
            + " probability flow ode-euler, ode-heun, dpm2, dpm3, dpmpp-2m, dpmpp-3m, unipc,"
            + " ode-adaptive; of its reverse equation sde, predictor-corrector; edm-stochastic"
            + " (--churn). Of other noise: same, fresh, markov (--eta). Of degradations without"
            + " noise: improved, naive. Without --sampler it is ddim; same, or markov where nothing"
            + " of the data is left; improved. Each has steps of its own.");
  }

  @Override
  public List<String> examples() {
    return List.of(
        "udm sample runs/moons --count 1000 --sampler dpmpp-2m --out moons.csv",
        "udm sample runs/digits --count 64 --class 3 --guidance 2 --grid threes.png");
  }

  @Override
  public Optional<String> data() {
    return Optional.ofNullable(data);
  }

  @Override
  public void check(Order order) {
    if (eta != null && !(eta >= 0 && eta <= 1)) {
      throw UserException.usage("--eta %s: it must be a number from 0 to 1".formatted(eta));
    }
    if (churn != null && !(churn >= 0 && churn < Double.POSITIVE_INFINITY)) {
      throw UserException.usage("--churn %s: it must be at least 0 and finite".formatted(churn));
    }
    if ((picture == null) != (mask == null)) {
      throw UserException.usage("--inpaint and --mask belong together: give both");
    }
    if (trajectory != null) {
      order.requireAlone("--trajectory");
    }
  }

  @Override
  public void requireOutputs(Kind<Given<FloatBatch, Labels>> kind) {
    if (out != null) {
      ((VectorKind) kind).form().requireOut(out);
    }
    if (grid != null) {
      OutputPath.requireFile("--grid", grid, PNG);
    }
    if (trajectory != null) {
      OutputPath.requireFile("--trajectory", trajectory, PNG);
    }
  }

  @Override
  public Drawing<Given<FloatBatch, Labels>> drawing(
      SavedRun<Given<FloatBatch, Labels>> saved, Order order) {
    VectorTrained trained = (VectorTrained) saved.trained();
    Display display = ((VectorKind) saved.kind()).form().display(saved.run().description());
    if (trained.family().prior() == Family.PriorOf.DATA) {
      SavedRun.data(saved.kind(), saved.run(), null); // says what is wrong with them
    }
    Wish wish =
        new Wish(
            sampler,
            order.steps(),
            times,
            eta,
            churn,
            told(order.label(), saved, trained.classes()),
            guidance(order, saved),
            known(trained, display));
    return new VectorDrawing(
        trained,
        trained.choose(wish),
        display,
        new VectorDrawing.Outputs(out, grid, trajectory, saved.run().directory().samples()),
        order);
  }

  private static Told told(String label, SavedRun<?> saved, int classes) {
    if (label == null) {
      return Told.usual(classes);
    }
    if (label.equals(NO_CLASS)) {
      return new Told(Labels.NONE, classes);
    }
    if (classes == 0) {
      throw UserException.usage(
          "--class %s: the network of %s is told of no class; train one with --classes labels"
              .formatted(label, saved.run().directory().root()));
    }
    return new Told(
        ClassNames.find(label, Descriptions.classes(saved.run().description())), classes);
  }

  private static Double guidance(Order order, SavedRun<?> saved) {
    Double guidance = order.guidance();
    if (guidance == null) {
      return null;
    }
    if (NO_CLASS.equals(order.label())) {
      throw UserException.usage(
          "--guidance %s: it leads towards a class, and none is told; leave --class none out"
              .formatted(guidance));
    }
    VectorGuidance.require(saved.run(), guidance);
    return guidance;
  }

  private KnownRegion known(VectorTrained trained, Display display) {
    return picture == null
        ? null
        : KnownRegion.everyRow(display.picture(picture), display.mask(mask))
            .replacingState(trained.family().corruption());
  }
}
