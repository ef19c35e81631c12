package org.udm.cli.vector;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.udm.cli.console.Spelling;
import org.udm.cli.console.UserException;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.Labels;
import org.udm.continuous.predict.ClassifierFreeGuidance;
import org.udm.core.given.Given;
import org.udm.core.predict.X0Belief;
import org.udm.core.predict.X0Predictor;
import org.udm.core.sample.Condition;
import org.udm.core.sample.SampleListener;
import org.udm.core.sample.Sampler;
import org.udm.core.sample.Samples;

/**
 * A sampler that fits both a family and a wish.
 *
 * @param family the family
 * @param method the sampler's kind
 * @param wish what was asked for
 */
record Choice(Family family, Method method, Wish wish) {
  private static final double CHURN =
      0.2; // Karras et al., 2022: S_churn 10 to 80 in 18 to 256 steps

  /**
   * Returns the choice.
   *
   * @throws UserException if the family has no such sampler, or the sampler no such option
   */
  static Choice of(Family family, String corruption, Wish wish) {
    Method method = method(family, corruption, wish);
    refuse(method, Method.Takes.GRID, "steps", wish.steps(), "it chooses its steps itself");
    refuse(method, Method.Takes.GRID, "times", wish.times(), "it chooses its steps itself");
    refuse(method, Method.Takes.ETA, "eta", wish.eta(), others(family, Method.Takes.ETA));
    refuse(method, Method.Takes.CHURN, "churn", wish.churn(), others(family, Method.Takes.CHURN));
    if (wish.times() != null && !family.grids().contains(wish.times())) {
      throw UserException.usage(
          "--times %s: with --corruption %s choose one of %s%s"
              .formatted(
                  wish.times(),
                  corruption,
                  String.join(", ", family.grids()),
                  meant(wish.times(), family.grids())));
    }
    if (!method.takes().contains(Method.Takes.GRID) && wish.told().alike() == Told.Alike.NO) {
      throw UserException.usage(
          "--sampler %s: its rows go at paces of their own, so all must be of one class; add --class"
              .formatted(method.name()));
    }
    return new Choice(family, method, wish);
  }

  private static Method method(Family family, String corruption, Wish wish) {
    List<Method> methods = family.methods();
    if (wish.sampler() == null) {
      return methods.get(0);
    }
    List<String> names = methods.stream().map(Method::name).toList();
    return methods.stream()
        .filter(m -> m.name().equals(wish.sampler()))
        .findAny()
        .orElseThrow(
            () ->
                UserException.usage(
                    "--sampler %s: with --corruption %s choose one of %s%s"
                        .formatted(
                            wish.sampler(),
                            corruption,
                            String.join(", ", names),
                            meant(wish.sampler(), names))));
  }

  private static String meant(String word, List<String> names) {
    return Spelling.nearest(word, names).map(name -> "; did you mean " + name + "?").orElse("");
  }

  private static String others(Family family, Method.Takes option) {
    List<String> names =
        family.methods().stream()
            .filter(m -> m.takes().contains(option))
            .map(Method::name)
            .toList();
    return names.isEmpty()
        ? "no sampler of this corruption has it"
        : "choose --sampler " + String.join(", ", names);
  }

  private static void refuse(
      Method method, Method.Takes option, String name, Object value, String way) {
    if (value != null && !method.takes().contains(option)) {
      throw UserException.usage(
          "--%s %s with --sampler %s: it has none; %s".formatted(name, value, method.name(), way));
    }
  }

  /** Steps of the time grid, or null where there is none. */
  Integer steps() {
    return method.takes().contains(Method.Takes.GRID)
        ? Integer.valueOf(wish.steps() == null ? method.steps() : wish.steps())
        : null;
  }

  /** The time grid, or null where there is none. */
  String times() {
    return steps() == null ? null : wish.times() == null ? method.times() : wish.times();
  }

  /** The part of the noise that is renewed, or null where it cannot be chosen. */
  Double eta() {
    return method.takes().contains(Method.Takes.ETA)
        ? Double.valueOf(wish.eta() == null ? method.eta() : wish.eta())
        : null;
  }

  /** How the rows are drawn, as JSON shows it. */
  Map<String, Object> describe() {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("sampler", method.name());
    if (steps() != null) {
      described.put("steps", steps());
      described.put("times", times());
    }
    if (eta() != null) {
      described.put("eta", eta());
    }
    if (wish.guidance() != null) {
      described.put("guidance", wish.guidance());
    }
    return described;
  }

  /** How the rows are drawn, in a few words. */
  String shown() {
    return describe().entrySet().stream()
        .map(e -> e.getKey().equals("sampler") ? e.getValue() : e.getKey() + " " + e.getValue())
        .map(String::valueOf)
        .collect(Collectors.joining(", "));
  }

  /**
   * Returns the sampler of some rows.
   *
   * @param network the network
   * @param from the number of the first row
   * @param listener told of every state
   * @param predicted told of the number of rows at each prediction
   */
  Sampler<Given<FloatBatch, Labels>> sampler(
      VectorNetwork network,
      int from,
      SampleListener<FloatBatch> listener,
      LongConsumer predicted) {
    return (rows, rng) -> {
      Labels labels = wish.told().of(from, rows);
      Method.Draft draft =
          new Method.Draft(
              known(predictor(network, labels, predicted)),
              steps() == null ? null : family.grid(times(), steps(), method.start()),
              eta() == null ? 0 : eta(),
              wish.churn() == null ? CHURN : wish.churn(),
              wish.known() == null ? Condition.none() : wish.known(),
              listener);
      Samples<FloatBatch> drawn = method.maker().of(draft).draw(rows, rng);
      FloatBatch x0 =
          wish.known() == null // a step of an equation to t = 0 does not end at the prediction
              ? drawn.x0()
              : wish.known().onPrediction(drawn.x0(), rng.named("known"));
      return new Samples<>(new Given<>(x0, labels), drawn.rowsPredicted());
    };
  }

  /** Solvers that take no condition are told by their predictor. */
  private X0Predictor<FloatBatch> known(X0Predictor<FloatBatch> predictor) {
    return wish.known() == null || method.takes().contains(Method.Takes.KNOWN)
        ? predictor
        : wish.known().imposedOn(predictor);
  }

  private X0Predictor<FloatBatch> predictor(
      VectorNetwork network, Labels labels, LongConsumer predicted) {
    X0Predictor<FloatBatch> told =
        wish.told().alike() == Told.Alike.NO
            ? network.given(labels)
            : labels.at(0) == Labels.NONE ? network.untold() : network.givenClass(labels.at(0));
    X0Predictor<FloatBatch> conditional = watched(told, predicted);
    return wish.guidance() == null
        ? conditional
        : ClassifierFreeGuidance.of(
            conditional, watched(network.untold(), predicted), wish.guidance());
  }

  private static X0Predictor<FloatBatch> watched(
      X0Predictor<FloatBatch> network, LongConsumer predicted) {
    return (xt, t) -> {
      X0Belief<FloatBatch> belief = network.predict(xt, t);
      predicted.accept(xt.rows());
      return belief;
    };
  }
}
