package org.udm.cli;

import java.util.List;

/** Every option of {@code udm train text}, once. */
final class TextSettings {
  private static final long MANY = Integer.MAX_VALUE;
  private static final String DATA = "Data";
  private static final String MODEL = "Model";
  private static final String OBJECTIVE = "Objective";
  private static final String OPTIMISER = "Optimiser";
  private static final String RUN = "Run";

  private TextSettings() {}

  /** The settings in the order in which they are shown. */
  static List<Setting> all() {
    return List.of(
        Setting.text(
            DATA, "data", "", "text file or directory of text files; several joined by commas"),
        Setting.word(DATA, "vocabulary", "what a token is", "characters", "bytes"),
        Setting.word(
            DATA,
            "unit",
            "what a row is: a block of --length tokens from anywhere, or a whole document",
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
            "part of the text, at its end, kept for validation"),
        Setting.integer(MODEL, "layers", 4, 1, 1000, "transformer blocks"),
        Setting.integer(MODEL, "width", 128, 1, 65_536, "width D of the hidden states"),
        Setting.integer(MODEL, "heads", 4, 1, 1024, "attention heads; must divide the width"),
        Setting.integer(MODEL, "length", 64, 1, 65_536, "longest row L, in tokens"),
        Setting.word(MODEL, "positions", "how positions are told", "learned", "rotary"),
        Setting.word(MODEL, "norm", "normalisation", "layer", "rms"),
        Setting.word(
            MODEL,
            "time",
            "whether the network sees t (masking does not need it)",
            "none",
            "adaptive"),
        Setting.word(
            OBJECTIVE,
            "schedule",
            "keep probability alpha_t",
            "linear",
            "cosine",
            "polynomial",
            "log-linear"),
        Setting.number(
            OBJECTIVE, "power", 2, 1e-3, 100, "exponent w of the polynomial schedule 1 - t^w"),
        Setting.word(
            OBJECTIVE,
            "times",
            "how training times are drawn",
            "antithetic",
            "uniform",
            "importance"),
        Setting.number(OBJECTIVE, "smallest-time", 1e-3, 0, 0.5, "smallest training time"),
        Setting.word(
            OBJECTIVE,
            "weight",
            "weight of the loss: the bound's -alpha'/(1 - alpha), or 1",
            "bound",
            "one"),
        Setting.integer(OPTIMISER, "steps", 2000, 1, Long.MAX_VALUE, "optimiser steps in all"),
        Setting.integer(OPTIMISER, "batch", 12, 1, MANY, "rows per step"),
        Setting.integer(
            OPTIMISER, "accumulate", 1, 1, MANY, "parts that a batch is cut into, to save memory"),
        Setting.number(OPTIMISER, "lr", 1e-3, 0, 10, "highest learning rate"),
        Setting.number(OPTIMISER, "lr-end", 1e-4, 0, 10, "learning rate at the last step"),
        Setting.integer(OPTIMISER, "warmup", 100, 0, MANY, "steps of linear warm-up"),
        Setting.word(
            OPTIMISER, "decay", "shape of the learning rate", "cosine", "linear", "constant"),
        Setting.number(OPTIMISER, "beta1", 0.9, 0, 0.999999, "AdamW's first moment"),
        Setting.number(OPTIMISER, "beta2", 0.99, 0, 0.999999, "AdamW's second moment"),
        Setting.number(OPTIMISER, "epsilon", 1e-8, 1e-20, 1, "AdamW's epsilon"),
        Setting.number(OPTIMISER, "weight-decay", 0.1, 0, 10, "decay of the weight matrices"),
        Setting.number(OPTIMISER, "clip", 1, 1e-6, 1e12, "largest gradient norm"),
        Setting.number(
            OPTIMISER, "ema", 0, 0, 0.999999, "decay of averaged weights for sampling; 0 for none"),
        Setting.integer(RUN, "seed", 1, Long.MIN_VALUE, Long.MAX_VALUE, "seed of all randomness"),
        Setting.text(RUN, "device", "auto", "cpu, cuda, cuda:N or auto"),
        Setting.integer(RUN, "threads", 0, 0, 4096, "processor threads; 0 for all cores"),
        Setting.word(RUN, "precision", "arithmetic of the network", "fp32", "bf16"),
        Setting.integer(RUN, "log-every", 10, 1, MANY, "steps between lines of metrics"),
        Setting.integer(RUN, "eval-every", 500, 0, MANY, "steps between validations; 0 for never"),
        Setting.integer(RUN, "eval-rows", 128, 1, MANY, "validation rows of each validation"),
        Setting.integer(RUN, "save-every", 500, 1, MANY, "steps between checkpoints"),
        Setting.integer(RUN, "samples", 1, 0, 1000, "texts drawn at each validation"));
  }
}
