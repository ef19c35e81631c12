package org.udm.core.random;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/** One walk through the tree of all choices, depth first. */
final class Choices {
  /** A choice among weighted outcomes; {@code taken} is the one of this run. */
  private static final class Choice {
    final double[] probabilities;
    int taken = -1;

    Choice(double[] probabilities) {
      this.probabilities = probabilities;
      advance();
    }

    /** Moves on to the next possible outcome. */
    boolean advance() {
      do {
        taken++;
      } while (taken < probabilities.length && probabilities[taken] == 0);
      return taken < probabilities.length;
    }
  }

  private final double[] edges; // of the cells of uniform numbers, or null
  private final List<Choice> path = new ArrayList<>();
  private int made; // choices of this run so far, over all streams
  private Map<String, List<Choice>> byStream = new HashMap<>();

  Choices(double[] edges) {
    this.edges = edges;
  }

  /** Begins a run: the choices on the path are repeated, later ones are new. */
  RandomStreams start() {
    made = 0;
    byStream = new HashMap<>();
    return new Node("", IntUnaryOperator.identity());
  }

  /** The probability of the run that just ended. */
  double probability() {
    double product = 1;
    for (Choice choice : path) {
      product *= choice.probabilities[choice.taken];
    }
    return product;
  }

  /** Turns the path to the next one; false when there is none. */
  boolean next() {
    if (made != path.size()) {
      throw new IllegalStateException(
          "the procedure made %d choices where an earlier run made %d: it is not a pure function of its random streams"
              .formatted(made, path.size()));
    }
    while (!path.isEmpty()) {
      if (path.get(path.size() - 1).advance()) {
        return true;
      }
      path.remove(path.size() - 1);
    }
    return false;
  }

  private Choice choose(double[] probabilities) {
    if (made == path.size()) {
      path.add(new Choice(probabilities));
    }
    return path.get(made++);
  }

  private final class Node implements RandomStreams {
    private final String name;
    private final IntUnaryOperator rowNumber;

    Node(String name, IntUnaryOperator rowNumber) {
      this.name = name;
      this.rowNumber = rowNumber;
    }

    @Override
    public RandomStreams named(String purpose) {
      return new Node(name + "/" + purpose.length() + ":" + purpose, rowNumber);
    }

    @Override
    public RandomStreams at(long index) {
      return new Node(name + "@" + index, rowNumber);
    }

    @Override
    public RandomStreams rows(int... index) {
      int[] rows = index.clone();
      return new Node(name, i -> rowNumber.applyAsInt(rows[i]));
    }

    @Override
    public RandomStreams fromRow(int first) {
      return new Node(name, i -> rowNumber.applyAsInt(first + i));
    }

    @Override
    public RandomStream row(int row) {
      String key = name + "#" + rowNumber.applyAsInt(row);
      return new Tape(byStream.computeIfAbsent(key, k -> new ArrayList<>()));
    }
  }

  /** The choices of one stream, read from its beginning. */
  private final class Tape implements RandomStream {
    private final List<Choice> tape;
    private int position;

    Tape(List<Choice> tape) {
      this.tape = tape;
    }

    private int draw(double[] probabilities) {
      if (position == tape.size()) {
        tape.add(choose(probabilities));
      }
      Choice choice = tape.get(position++);
      if (!Arrays.equals(choice.probabilities, probabilities)) {
        throw new NotEnumerableException(
            "one stream is read twice for different draws: give each purpose a name of its own");
      }
      return choice.taken;
    }

    @Override
    public double uniform() {
      return uniform(0, 1);
    }

    @Override
    public double uniform(double low, double high) {
      Draws.requireInterval(low, high);
      if (edges == null) {
        throw new NotEnumerableException(
            "a uniform number was drawn, and its thresholds are not known (implement Thresholds)");
      }
      double[] widths = new double[edges.length - 1];
      for (int k = 0; k < widths.length; k++) {
        double width = Math.min(high, edges[k + 1]) - Math.max(low, edges[k]);
        widths[k] = Math.max(0, width) / (high - low);
      }
      int k = draw(widths);
      return 0.5 * (Math.max(low, edges[k]) + Math.min(high, edges[k + 1]));
    }

    @Override
    public double gaussian() {
      throw new NotEnumerableException("a Gaussian number was drawn: it has no finite outcomes");
    }

    @Override
    public boolean bernoulli(double probability) {
      double p = Draws.requireProbability(probability);
      return draw(new double[] {1 - p, p}) == 1;
    }

    @Override
    public int index(int n) {
      double[] equal = new double[n];
      Arrays.fill(equal, 1.0 / n);
      return draw(equal);
    }

    @Override
    public int categorical(double[] weights) {
      double sum = Draws.requireWeights(weights);
      return draw(Arrays.stream(weights).map(w -> w / sum).toArray());
    }
  }
}
