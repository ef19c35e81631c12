package org.udm.cli.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.udm.cli.run.CommonSettings;
import org.udm.cli.run.Setting;
import org.udm.cli.run.Task;
import org.udm.discrete.text.TextBenchmark;

/** Every option of {@code udm train text}, once. */
final class TextSettings {
  private static final String DATA = "Data";
  private static final String MODEL = "Model";
  private static final String OBJECTIVE = "Objective";
  private static final String CORRUPTION = "corruption";

  /** All corruptions but the one that is none. */
  private static final String[] DIFFUSION =
      Arrays.stream(TextFamily.names())
          .filter(name -> !name.equals("autoregressive"))
          .toArray(String[]::new);

  private TextSettings() {}

  /** The settings in the order in which they are shown. */
  static List<Setting> all() {
    List<Setting> own = new ArrayList<>(data());
    own.addAll(model());
    own.addAll(objective());
    return CommonSettings.after(own, Map.of(), "Texts");
  }

  /** The settings of {@code udm train restore}: rows are sentences, tokens are characters. */
  static List<Setting> restoring() {
    Set<String> others =
        Set.of(
            "vocabulary",
            "vocabulary-size",
            "tokenizer",
            "unit",
            "classes",
            "drop-labels",
            "process",
            "mask-share",
            "spread",
            "neighbours",
            "block-size");
    List<Setting> own = new ArrayList<>();
    for (Setting setting : all()) {
      if (setting.name().equals(CORRUPTION)) {
        own.add(
            Setting.word(OBJECTIVE, CORRUPTION, "What is done to a sentence", "mask", "deletion"));
        own.add(
            Setting.number(
                OBJECTIVE,
                "drop-sources",
                0,
                0,
                0.99,
                "Part of the sources that the network is not given, for --guidance when sampling"));
      } else if (setting.name().equals(Task.VALIDATION)) {
        own.add(validation()); // of any text
      } else if (!others.contains(setting.name())) {
        own.add(setting);
      }
    }
    return own;
  }

  private static List<Setting> data() {
    return List.of(
        Setting.text(
            DATA,
            "data",
            "",
            "Text file or directory of text files, several joined by commas; or text8 or enwik8, kept in ~/.cache/udm or, as text8:FOLDER, elsewhere"),
        Setting.word(
                DATA,
                "vocabulary",
                "What a token is; bpe learns pieces of words from the text",
                "characters",
                "bytes",
                "words",
                "bpe")
            .except("tokenizer"),
        Setting.integer(
                DATA,
                "vocabulary-size",
                1024,
                256,
                1_000_000,
                "Tokens of --vocabulary bpe, at most")
            .only("vocabulary", "bpe"),
        Setting.text(
            DATA,
            "tokenizer",
            "",
            "A tokenizer.json, as Hugging Face's libraries write it, in place of --vocabulary"),
        Setting.word(
            DATA,
            "unit",
            "What a row is: a block of --length tokens from anywhere, or a whole document",
            "blocks",
            "lines",
            "paragraphs",
            "files"),
        Setting.word(
            DATA,
            "classes",
            "What the network is told of a row's class: nothing, what stands before a tab in each line, or the file or folder it is in",
            "none",
            "lines",
            "files"),
        Setting.number(
                DATA,
                "drop-labels",
                0.1,
                0,
                1,
                "Probability that a row's class is not told, which guidance needs")
            .only("classes", "lines", "files"),
        validation()
            .except( // whose parts are those of the papers
                "data",
                TextBenchmark.all().stream().map(TextBenchmark::name).toArray(String[]::new)));
  }

  private static Setting validation() {
    return Setting.number(
        DATA, Task.VALIDATION, 0.1, 1e-4, 0.9, "Part of the text, at its end, kept for validation");
  }

  private static List<Setting> model() {
    return List.of(
        Setting.integer(MODEL, "layers", 4, 1, 1000, "Transformer blocks"),
        Setting.integer(MODEL, "width", 128, 1, 65_536, "Width D of the hidden states"),
        Setting.integer(MODEL, "heads", 4, 1, 1024, "Attention heads; must divide the width"),
        Setting.integer(MODEL, "length", 64, 1, 65_536, "Longest row L, in tokens"),
        Setting.integer(
            MODEL,
            "block-size",
            0,
            0,
            65_536,
            "Write by blocks of so many tokens, from left to right, texts of any length, for masking; must divide --length; 0 for whole rows"),
        Setting.word(MODEL, "positions", "How positions are told", "learned", "rotary"),
        Setting.word(MODEL, "norm", "Normalisation", "layer", "rms"),
        Setting.word(
            MODEL,
            "time",
            "Whether the network sees t: where the corruption needs it (all but masking), never, always",
            "automatic",
            "none",
            "adaptive"),
        Setting.integer(
                MODEL,
                "encoder-layers",
                0,
                0,
                1000,
                "Blocks that read x_t, for deletion; 0 for as many weights as --layers has")
            .only(CORRUPTION, "deletion"),
        Setting.integer(
                MODEL,
                "decoder-layers",
                0,
                0,
                1000,
                "Blocks that write x_0, for deletion; 0 for half of --layers")
            .only(CORRUPTION, "deletion"));
  }

  private static List<Setting> objective() {
    List<Setting> settings = new ArrayList<>();
    settings.add(Setting.word(OBJECTIVE, CORRUPTION, "What is done to a text", TextFamily.names()));
    settings.add(
        Setting.word(
                OBJECTIVE,
                "schedule",
                "Keep probability alpha_t",
                "linear",
                "cosine",
                "polynomial",
                "log-linear")
            .only(CORRUPTION, DIFFUSION));
    settings.add(
        Setting.number(
                OBJECTIVE, "power", 2, 1e-3, 100, "Exponent w of the polynomial schedule 1 - t^w")
            .only("schedule", "polynomial"));
    settings.add(
        Setting.word(
                OBJECTIVE,
                "process",
                "Of --corruption categorical: tokens become masks or others, and may go on; or a mask stays a mask; or tokens move to those with ids nearby, likelier the nearer, or to the nearest --neighbours",
                "mixed",
                "masked",
                "gaussian",
                "neighbours")
            .only(CORRUPTION, "categorical"));
    settings.add(
        Setting.number(
                OBJECTIVE,
                "mask-share",
                0.5,
                0,
                1,
                "Of --process mixed: which part of the replaced tokens are masks; of masked: which part of the visible ones is never replaced")
            .only("process", "mixed", "masked"));
    settings.add(
        Setting.number(
                OBJECTIVE,
                "spread",
                0.05,
                1e-4,
                10,
                "Of --process gaussian: how far a token moves at once, as part of the vocabulary")
            .only("process", "gaussian"));
    settings.add(
        Setting.integer(
                OBJECTIVE,
                "neighbours",
                4,
                1,
                65_536,
                "Of --process neighbours: to how many tokens one moves at once")
            .only("process", "neighbours"));
    CommonSettings.times(OBJECTIVE)
        .forEach(setting -> settings.add(setting.only(CORRUPTION, DIFFUSION)));
    settings.add(
        Setting.word(
                OBJECTIVE,
                "weight",
                "Weight of the loss: the bound's -alpha'/(1 - alpha), 1, or the first for masking and 1 for others",
                "automatic",
                "bound",
                "one")
            .only(CORRUPTION, DIFFUSION));
    return settings;
  }
}
