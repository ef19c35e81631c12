package org.udm.cli.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.udm.cli.run.CommonSettings;
import org.udm.cli.run.Setting;

/** Every option of {@code udm train text}, once. */
final class TextSettings {
  private static final String DATA = "Data";
  private static final String MODEL = "Model";
  private static final String OBJECTIVE = "Objective";

  private TextSettings() {}

  /** The settings in the order in which they are shown. */
  static List<Setting> all() {
    List<Setting> own = new ArrayList<>(data());
    own.addAll(model());
    own.addAll(objective());
    return CommonSettings.after(own, Map.of(), "Texts");
  }

  private static List<Setting> data() {
    return List.of(
        Setting.text(
            DATA, "data", "", "Text file or directory of text files; several joined by commas"),
        Setting.word(DATA, "vocabulary", "What a token is", "characters", "bytes"),
        Setting.word(
            DATA,
            "unit",
            "What a row is: a block of --length tokens from anywhere, or a whole document",
            "blocks",
            "lines",
            "paragraphs",
            "files"),
        Setting.number(
            DATA,
            "validation",
            0.1,
            1e-4,
            0.9,
            "Part of the text, at its end, kept for validation"));
  }

  private static List<Setting> model() {
    return List.of(
        Setting.integer(MODEL, "layers", 4, 1, 1000, "Transformer blocks"),
        Setting.integer(MODEL, "width", 128, 1, 65_536, "Width D of the hidden states"),
        Setting.integer(MODEL, "heads", 4, 1, 1024, "Attention heads; must divide the width"),
        Setting.integer(MODEL, "length", 64, 1, 65_536, "Longest row L, in tokens"),
        Setting.word(MODEL, "positions", "How positions are told", "learned", "rotary"),
        Setting.word(MODEL, "norm", "Normalisation", "layer", "rms"),
        Setting.word(
            MODEL,
            "time",
            "Whether the network sees t (masking does not need it)",
            "none",
            "adaptive"));
  }

  private static List<Setting> objective() {
    List<Setting> settings = new ArrayList<>();
    settings.add(
        Setting.word(OBJECTIVE, "corruption", "What is done to a text", TextFamily.names()));
    settings.add(
        Setting.word(
            OBJECTIVE,
            "schedule",
            "Keep probability alpha_t",
            "linear",
            "cosine",
            "polynomial",
            "log-linear"));
    settings.add(
        Setting.number(
            OBJECTIVE, "power", 2, 1e-3, 100, "Exponent w of the polynomial schedule 1 - t^w"));
    settings.addAll(CommonSettings.times(OBJECTIVE));
    settings.add(
        Setting.word(
            OBJECTIVE,
            "weight",
            "Weight of the loss: the bound's -alpha'/(1 - alpha), or 1",
            "bound",
            "one"));
    return settings;
  }
}
