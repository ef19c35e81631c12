package org.udm.cli.vector;

import java.util.ArrayList;
import java.util.List;
import org.udm.cli.run.CommonSettings;
import org.udm.cli.run.Setting;
import org.udm.cli.run.Settings;

/** The settings that points and images share. */
public final class VectorSettings {
  /** The heading of settings of the data. */
  public static final String DATA = "Data";

  /** The heading of settings of the network. */
  public static final String MODEL = "Model";

  /** The heading of settings of the corruption and the loss. */
  public static final String OBJECTIVE = "Objective";

  private static final String LABELS = "labels";
  private static final String CORRUPTION = "corruption";
  private static final String GAUSSIAN = "gaussian";
  private static final String PATH = "path";
  private static final String PARAMETRIZATION = "parametrization";
  private static final String WEIGHT = "weight";
  private static final String AUTO = "auto";
  private static final String EDM = "edm";

  private VectorSettings() {}

  /**
   * Returns the settings of the data.
   *
   * @param help what {@code --data} takes
   * @param endless the data that rows are drawn of, and none kept
   * @param own settings of one form alone, which come after
   * @return the settings
   */
  public static List<Setting> data(String help, List<String> endless, Setting... own) {
    List<Setting> settings = new ArrayList<>();
    settings.add(Setting.text(DATA, "data", "", help));
    settings.addAll(List.of(own));
    settings.add(
        Setting.word(DATA, "classes", "What the network is told of a row's class", "none", LABELS));
    settings.add(
        Setting.number(
                DATA,
                "drop-labels",
                0.1,
                0,
                1,
                "Probability that a row's class is not told, which guidance needs")
            .only("classes", LABELS));
    settings.add(
        Setting.number(
                DATA,
                "validation",
                0.1,
                1e-6,
                0.5,
                "Part of a file's rows kept for validation: every k-th")
            .except("data", endless.toArray(String[]::new)));
    return settings;
  }

  /**
   * Returns the settings of the corruption and the loss.
   *
   * @param families the words of {@code --corruption}, the default first
   * @param own settings of one form's corruptions alone
   * @return the settings
   */
  public static List<Setting> objective(String[] families, Setting... own) {
    List<Setting> settings = new ArrayList<>();
    settings.add(Setting.word(OBJECTIVE, CORRUPTION, "What is done to a row", families));
    settings.add(
        Setting.word(
                OBJECTIVE,
                PATH,
                "Signal and noise of --corruption gaussian",
                "vp-cosine",
                "vp-linear",
                "ddpm",
                "sub-vp",
                "ve",
                "flow",
                EDM)
            .only(CORRUPTION, GAUSSIAN));
    settings.addAll(List.of(own));
    settings.add(
        Setting.word(
            OBJECTIVE,
            PARAMETRIZATION,
            "What the network says; auto is the usual one of the path or corruption",
            AUTO,
            "velocity",
            "x0",
            "epsilon",
            "score",
            "flow",
            EDM,
            "residual"));
    settings.add(
        Setting.word(
            OBJECTIVE,
            WEIGHT,
            "Weight of the squared error; output takes that of what the network says as it is",
            "output",
            "x0",
            "simple",
            "min-snr",
            "p2",
            "bound",
            EDM));
    settings.add(
        Setting.number(
                OBJECTIVE,
                "deviation",
                0.5,
                1e-6,
                1e6,
                "Standard deviation of the data, for weight edm and parametrization edm, the usual one of the paths ve and edm")
            .only(CORRUPTION, GAUSSIAN)
            .only(PARAMETRIZATION, EDM)
            .or(WEIGHT, EDM)
            .or(PATH, "ve", EDM)
            .only(PARAMETRIZATION, EDM, AUTO) // another one is not the path's
            .or(WEIGHT, EDM));
    settings.addAll(CommonSettings.times(OBJECTIVE, AUTO, "log-normal"));
    return settings;
  }

  /**
   * Returns whether the network is told the classes.
   *
   * @param settings the run's options
   * @return what {@code --classes} says
   */
  public static Telling telling(Settings settings) {
    return settings.text("classes").equals(LABELS) ? Telling.LABELS : Telling.NOTHING;
  }

  /** What the network is told of a row's class. */
  public enum Telling {
    /** Nothing. */
    NOTHING,
    /** Its label. */
    LABELS
  }
}
