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
            "Part of the text, at its end, kept for validation"),
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
            "adaptive"),
        Setting.word(
            OBJECTIVE,
            "schedule",
            "Keep probability alpha_t",
            "linear",
            "cosine",
            "polynomial",
            "log-linear"),
        Setting.number(
            OBJECTIVE, "power", 2, 1e-3, 100, "Exponent w of the polynomial schedule 1 - t^w"),
        Setting.word(
            OBJECTIVE,
            "times",
            "How training times are drawn",
            "antithetic",
            "uniform",
            "importance"),
        Setting.number(OBJECTIVE, "smallest-time", 1e-3, 0, 0.5, "Smallest training time"),
        Setting.word(
            OBJECTIVE,
            "weight",
            "Weight of the loss: the bound's -alpha'/(1 - alpha), or 1",
            "bound",
            "one"),
        Setting.integer(
            OPTIMISER,
            "steps",
            2000,
            1,
            Long.MAX_VALUE,
            "Optimiser steps in all; a resumed run with other steps follows their learning rates from there on"),
        Setting.integer(OPTIMISER, "batch", 12, 1, MANY, "Rows per step"),
        Setting.integer(
            OPTIMISER, "accumulate", 1, 1, MANY, "Parts that a batch is cut into, to save memory"),
        Setting.number(OPTIMISER, "lr", 1e-3, 1e-12, 10, "Highest learning rate"),
        Setting.number(
            OPTIMISER, "lr-end", 1e-4, 0, 10, "Learning rate at the last step; at most --lr"),
        Setting.integer(OPTIMISER, "warmup", 100, 0, MANY, "Steps of linear warm-up"),
        Setting.word(
            OPTIMISER, "decay", "Shape of the learning rate", "cosine", "linear", "constant"),
        Setting.number(OPTIMISER, "beta1", 0.9, 0, 0.999999, "AdamW's first moment"),
        Setting.number(OPTIMISER, "beta2", 0.99, 0, 0.999999, "AdamW's second moment"),
        Setting.number(OPTIMISER, "epsilon", 1e-8, 1e-20, 1, "AdamW's epsilon"),
        Setting.number(OPTIMISER, "weight-decay", 0.1, 0, 10, "Decay of the weight matrices"),
        Setting.number(OPTIMISER, "clip", 1, 1e-6, 1e12, "Largest gradient norm"),
        Setting.number(
            OPTIMISER, "ema", 0, 0, 0.999999, "Decay of averaged weights for sampling; 0 for none"),
        Setting.integer(RUN, "seed", 1, Long.MIN_VALUE, Long.MAX_VALUE, "Seed of all randomness"),
        Setting.text(RUN, "device", "auto", "cpu, cuda, cuda:N or auto"),
        Setting.integer(
            RUN,
            "threads",
            0,
            0,
            1024,
            "Processor threads; 0 for all cores; another number may change the last bits of the weights"),
        Setting.word(RUN, "precision", "Arithmetic of the network", "fp32", "bf16"),
        Setting.number(
            RUN,
            "minutes",
            0,
            0,
            1e6,
            "Save and stop after so many minutes of training; 0 for never"),
        Setting.integer(RUN, "log-every", 10, 1, MANY, "Steps between lines of metrics"),
        Setting.integer(RUN, "eval-every", 500, 0, MANY, "Steps between validations; 0 for never"),
        Setting.integer(RUN, "eval-rows", 128, 1, MANY, "Validation rows of each validation"),
        Setting.integer(RUN, "save-every", 500, 1, MANY, "Steps between checkpoints"),
        Setting.integer(RUN, "samples", 1, 0, 1000, "Texts drawn at each validation"));
  }
}
