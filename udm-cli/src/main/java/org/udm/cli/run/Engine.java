package org.udm.cli.run;

import java.util.Arrays;
import java.util.Locale;
import org.udm.cli.console.UserException;

/** What computes the network of a run: the words of {@code --engine}. */
public enum Engine {
  /** LibTorch. */
  TORCH,
  /** Deeplearning4j on ND4J, in a JVM of its own. */
  DL4J;

  /** The name of the setting. */
  public static final String SETTING = "engine";

  /**
   * Returns the engine that settings choose.
   *
   * @param settings the run's options
   * @return the engine
   */
  public static Engine of(Settings settings) {
    return chosen(settings.text(SETTING));
  }

  /**
   * Returns the engine that a command line chooses.
   *
   * @param word what it says
   * @return the engine
   * @throws UserException if there is none of the name
   */
  public static Engine chosen(String word) {
    return Arrays.stream(values())
        .filter(engine -> engine.word().equals(word))
        .findAny()
        .orElseThrow(
            () ->
                UserException.usage(
                    "--engine %s: it must be one of %s"
                        .formatted(word, String.join(", ", words()))));
  }

  /**
   * Returns the words, the default first.
   *
   * @return torch, dl4j
   */
  public static String[] words() {
    return Arrays.stream(values()).map(Engine::word).toArray(String[]::new);
  }

  /**
   * Returns the word on the command line.
   *
   * @return torch or dl4j
   */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
