package org.udm.cli.text;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.udm.cli.console.UserException;
import org.udm.cli.run.ClassNames;
import org.udm.cli.run.Settings;
import org.udm.core.random.RandomStreams;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.net.Guidance;
import org.udm.discrete.net.TransformerShape;

/**
 * The classes that a network of text is told, as the run's description keeps them: a class is a
 * source of one token.
 *
 * @param names what they are called [K]; empty where the network is told none
 * @param shares of the training rows [K]
 */
record TextClasses(List<String> names, List<Double> shares) {
  private static final String NAMES = "classes";
  private static final String SHARES = "class_shares";
  private static final String NO_CLASS = "none";

  /** The classes of a description. */
  static TextClasses of(Map<String, Object> description) {
    return new TextClasses(
        strings(description.getOrDefault(NAMES, List.of())),
        strings(description.getOrDefault(SHARES, List.of())).stream()
            .map(Double::valueOf)
            .toList());
  }

  private static List<String> strings(Object list) {
    if (list instanceof Collection<?> values) {
      return values.stream().map(String::valueOf).toList();
    }
    throw new IllegalArgumentException(
        "'%s' and '%s' must be lists: put the file of the run back".formatted(NAMES, SHARES));
  }

  /** Adds them to a description, where there are any. */
  void describe(Map<String, Object> description) {
    if (areTold()) {
      description.put(NAMES, names);
      description.put(SHARES, shares);
    }
  }

  /** Whether the network is told classes. */
  boolean areTold() {
    return !names.isEmpty();
  }

  /** What rows are told as a network takes it: null for one that reads no class. */
  TokenBatch sources(TokenBatch classes) {
    return areTold() ? classes : null;
  }

  /** The shape of a network that is told them. */
  TransformerShape told(TransformerShape shape) {
    return areTold() ? shape.withSource(names.size(), 1) : shape;
  }

  /** Requires that none are told, for families whose networks read nothing beside their rows. */
  void requireNone(String option) {
    if (areTold()) {
      throw UserException.usage(
          "--classes with %s: such a network reads nothing beside its rows; choose --corruption mask, uniform, categorical or deletion"
              .formatted(option));
    }
  }

  /** The name of the class that a row is told. */
  String name(TokenBatch classes, int row) {
    return classes.length(row) == 0 ? NO_CLASS : names.get(classes.token(row, 0));
  }

  /**
   * What rows are told.
   *
   * @param classes what the network can be told
   * @param label the class of every row, -1 for none; null for classes drawn by their shares
   */
  record Told(TextClasses classes, Integer label) {
    private static final int NOTHING = -1;

    /** The classes of some rows, of which each has random numbers of its own [rows]. */
    TokenBatch of(int rows, RandomStreams rng) {
      if (!classes.areTold() || label != null && label == NOTHING) {
        return TokenBatch.filled(rows, 0, 0);
      }
      if (label != null) {
        return TokenBatch.filled(rows, 1, label);
      }
      double[] shares = classes.shares().stream().mapToDouble(Double::doubleValue).toArray();
      return TokenBatch.filled(rows, 1, 0).map((i, l, id) -> rng.row(i).categorical(shares));
    }

    /** Whether the classes of the rows are drawn. */
    boolean areDrawn() {
      return classes.areTold() && label == null;
    }

    /**
     * How strongly they guide.
     *
     * @param scale what {@code --guidance} says; null where it says nothing
     * @param settings of the run
     */
    Guidance guidance(Double scale, Settings settings) {
      Guidance guidance = TextGuidance.of(scale);
      if (guidance.isNone()) {
        return guidance;
      }
      if (!classes.areTold()) {
        throw UserException.usage(
            "--guidance %s: it leads towards a class, and none is told; train a network with --classes lines or files"
                .formatted(scale));
      }
      if (label != null && label == NOTHING) {
        throw UserException.usage(
            "--guidance %s: it leads towards a class, and none is told; leave --class none out"
                .formatted(scale));
      }
      requireDropped("--guidance " + scale, settings);
      return guidance;
    }

    /** What all rows are told, in a word; null where there is nothing to be told. */
    String shown() {
      return !classes.areTold()
          ? null
          : label == null ? "by share" : label == NOTHING ? NO_CLASS : classes.names().get(label);
    }
  }

  /** Classes drawn by their shares, where there are classes. */
  Told usual() {
    return new Told(this, null);
  }

  /**
   * What {@code --class} says.
   *
   * @param label a name, a number or none; null where it says nothing
   * @param settings of the run
   */
  Told told(String label, Settings settings) {
    if (label == null) {
      return usual();
    }
    if (!areTold()) {
      throw UserException.usage(
          "--class %s: the network of this run is told of no class; train one with --classes lines or files"
              .formatted(label));
    }
    if (label.equals(NO_CLASS) && !names.contains(NO_CLASS)) {
      requireDropped("--class " + label, settings);
      return new Told(this, Told.NOTHING);
    }
    return new Told(this, ClassNames.find(label, names));
  }

  private static void requireDropped(String option, Settings settings) {
    if (settings.number("drop-labels") == 0) {
      throw UserException.usage(
          "%s: the network was always told the class, so it knows no text without one; train one with --drop-labels 0.1"
              .formatted(option));
    }
  }
}
