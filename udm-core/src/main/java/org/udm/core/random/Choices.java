package org.udm.core.random;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/** One walk through the tree of all choices, depth first. */
final class Choices {
  /** The kinds of draws; equal probabilities do not make a coin and an index the same draw. */
  private enum Kind {
    UNIFORM,
    BERNOULLI,
    INDEX,
    CATEGORICAL
  }

  /** A choice among weighted outcomes; {@code taken} is the one of this run. */
  private static final class Choice {
    final String stream;
    final Kind kind;
    final double[] probabilities;
    int taken = -1;

    Choice(String stream, Kind kind, double[] probabilities) {
      this.stream = stream;
      this.kind = kind;
      this.probabilities = probabilities;
      advance();
    }

    boolean isDraw(Kind otherKind, double[] otherProbabilities) {
      return kind == otherKind && Arrays.equals(probabilities, otherProbabilities);
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
      throw notPure("it made %d choices, then %d".formatted(path.size(), made));
    }
    while (!path.isEmpty()) {
      if (path.get(path.size() - 1).advance()) {
        return true;
      }
      path.remove(path.size() - 1);
    }
    return false;
  }

  private Choice choose(String stream, Kind kind, double[] probabilities) {
    if (made == path.size()) {
      path.add(new Choice(stream, kind, probabilities));
    }
    Choice choice = path.get(made++);
    if (!choice.stream.equals(stream) || !choice.isDraw(kind, probabilities)) {
      throw notPure("after the same choices it drew something else");
    }
    return choice;
  }

  private static IllegalStateException notPure(String difference) {
    return new IllegalStateException(
        "two runs of the procedure differ (%s): it is not a pure function of its random streams"
            .formatted(difference));
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
      int[] rows = Draws.requireRows(index.clone());
      return new Node(name, i -> rowNumber.applyAsInt(rows[i]));
    }

    @Override
    public RandomStreams fromRow(int first) {
      Draws.requireRow(first);
      return new Node(name, i -> rowNumber.applyAsInt(Math.addExact(first, i)));
    }

    @Override
    public RandomStream row(int row) {
      String key = name + "#" + rowNumber.applyAsInt(Draws.requireRow(row));
      return new Tape(key, byStream.computeIfAbsent(key, k -> new ArrayList<>()));
    }
  }

  /** The choices of one stream, read from its beginning. */
  private final class Tape implements RandomStream {
    private final String stream;
    private final List<Choice> tape;
    private int position;

    Tape(String stream, List<Choice> tape) {
      this.stream = stream;
      this.tape = tape;
    }

    private int draw(Kind kind, double[] probabilities) {
      if (position == tape.size()) {
        tape.add(choose(stream, kind, probabilities));
      }
      Choice choice = tape.get(position++);
      if (!choice.isDraw(kind, probabilities)) {
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
      if (low < 0 || high > 1) {
        throw new NotEnumerableException(
            "a uniform number was drawn from [%s, %s): the thresholds cover [0, 1] only"
                .formatted(low, high));
      }
      double[] widths = new double[edges.length - 1];
      for (int k = 0; k < widths.length; k++) {
        double width = Math.min(high, edges[k + 1]) - Math.max(low, edges[k]);
        widths[k] = Math.max(0, width) / (high - low);
      }
      int k = draw(Kind.UNIFORM, widths);
      double first = Math.max(low, edges[k]);
      double middle = 0.5 * (first + Math.min(high, edges[k + 1]));
      return middle < edges[k + 1] ? middle : first; // a cell one unit in the last place wide
    }

    @Override
    public double gaussian() {
      throw new NotEnumerableException("a Gaussian number was drawn: it has no finite outcomes");
    }

    @Override
    public boolean bernoulli(double probability) {
      double p = Draws.requireProbability(probability);
      return draw(Kind.BERNOULLI, new double[] {1 - p, p}) == 1;
    }

    @Override
    public int index(int n) {
      double[] equal = new double[Draws.requireCount(n)];
      Arrays.fill(equal, 1.0 / n);
      return draw(Kind.INDEX, equal);
    }

    @Override
    public int categorical(double[] weights) {
      double sum = Draws.requireWeights(weights);
      return draw(Kind.CATEGORICAL, Arrays.stream(weights).map(w -> w / sum).toArray());
    }
  }
}
