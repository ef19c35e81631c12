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

  private VectorSettings() {}

  /**
   * Returns the settings of the data.
   *
   * @param help what {@code --data} takes
   * @param own settings of one form alone, which come after
   * @return the settings
   */
  public static List<Setting> data(String help, Setting... own) {
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
            "Part of a file's rows kept for validation: every k-th"));
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
    settings.add(Setting.word(OBJECTIVE, "corruption", "What is done to a row", families));
    settings.add(
        Setting.word(
                OBJECTIVE,
                "path",
                "Signal and noise of --corruption gaussian",
                "vp-cosine",
                "vp-linear",
                "ddpm",
                "sub-vp",
                "ve",
                "flow",
                "edm")
            .only("corruption", "gaussian"));
    settings.addAll(List.of(own));
    settings.add(
        Setting.word(
            OBJECTIVE,
            "parametrization",
            "What the network says; auto is the usual one of the path or corruption",
            "auto",
            "velocity",
            "x0",
            "epsilon",
            "score",
            "flow",
            "edm",
            "residual"));
    settings.add(
        Setting.word(
            OBJECTIVE,
            "weight",
            "Weight of the squared error; output takes that of what the network says as it is",
            "output",
            "x0",
            "simple",
            "min-snr",
            "p2",
            "bound",
            "edm"));
    settings.add(
        Setting.number(
            OBJECTIVE,
            "deviation",
            0.5,
            1e-6,
            1e6,
            "Standard deviation of the data, for parametrization and weight edm"));
    settings.addAll(CommonSettings.times(OBJECTIVE, "auto", "log-normal"));
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
