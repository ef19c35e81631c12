package org.udm.discrete.grammar;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.udm.core.random.RandomStream;

/**
 * The law of a grammar's sentences as a deterministic automaton: in each state the probability of
 * ending here, and of each next word.
 *
 * <p>A state is what may follow a beginning of a sentence: a law over the lists of symbols that are
 * still to be written. Beginnings with the same law share a state. So the probability of a sentence
 * is the sum over its derivations, however many it has, and the chain rule gives the entropy:
 *
 * <pre>
 *     H(state) = H(end or next word | state) + sum over words of p(word | state) H(next state)
 * </pre>
 */
final class Automaton {
  private static final int MOST_STATES = 200_000; // some hundred MB: the rules are too large

  /** Laws are one state if their probabilities agree to this: rounding of sums is below 1e-15. */
  private static final double SAME = 1e-13;

  /**
   * A state; its successors have smaller numbers.
   *
   * @param choices probabilities of ending [0] and of each word [1 + k]
   * @param words ids, increasing [k]
   * @param next the state after each word [k]
   */
  record State(double[] choices, int[] words, int[] next) {}

  private final List<State> states = new ArrayList<>(); // the last one is the start

  private Automaton() {}

  static Automaton of(Rules rules, Map<String, Integer> wordIds) {
    Automaton automaton = new Automaton();
    new Construction(rules, wordIds, automaton.states).run();
    return automaton;
  }

  int size() {
    return states.size();
  }

  State state(int number) {
    return states.get(number);
  }

  private State start() {
    return states.get(states.size() - 1);
  }

  int[] sample(RandomStream rng) {
    List<Integer> words = new ArrayList<>();
    State state = start();
    for (int k = rng.categorical(state.choices()); k > 0; k = rng.categorical(state.choices())) {
      words.add(state.words()[k - 1]);
      state = states.get(state.next()[k - 1]);
    }
    return words.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The log probability of a sentence, -infinity for what is none. */
  double logProb(int[] words) {
    double log = 0;
    State state = start();
    for (int word : words) {
      int k = Arrays.binarySearch(state.words(), word);
      if (k < 0) {
        return Double.NEGATIVE_INFINITY;
      }
      log += Math.log(state.choices()[k + 1]);
      state = states.get(state.next()[k]);
    }
    return log + Math.log(state.choices()[0]);
  }

  /** The entropy of a sentence in nats. */
  double entropy() {
    double[] entropy = new double[states.size()];
    for (int i = 0; i < entropy.length; i++) {
      State state = states.get(i);
      for (double p : state.choices()) {
        entropy[i] -= p == 0 ? 0 : p * Math.log(p);
      }
      for (int k = 0; k < state.next().length; k++) {
        entropy[i] += state.choices()[k + 1] * entropy[state.next()[k]];
      }
    }
    return entropy[entropy.length - 1];
  }

  /** The mean number of words. */
  double meanLength() {
    double[] mean = new double[states.size()];
    for (int i = 0; i < mean.length; i++) {
      State state = states.get(i);
      for (int k = 0; k < state.next().length; k++) {
        mean[i] += state.choices()[k + 1] * (1 + mean[state.next()[k]]);
      }
    }
    return mean[mean.length - 1];
  }

  /** The largest number of words. */
  int maxLength() {
    int[] longest = new int[states.size()];
    for (int i = 0; i < longest.length; i++) {
      for (int next : states.get(i).next()) {
        longest[i] = Math.max(longest[i], 1 + longest[next]);
      }
    }
    return longest[longest.length - 1];
  }

  /** The number of sentences; exact up to 2^53. */
  double sentences() {
    double[] count = new double[states.size()];
    for (int i = 0; i < count.length; i++) {
      count[i] = states.get(i).choices()[0] > 0 ? 1 : 0;
      for (int next : states.get(i).next()) {
        count[i] += count[next];
      }
    }
    return count[count.length - 1];
  }

  /** Builds the states. */
  private static final class Construction {
    /** What is still to be written: the first symbol, and what comes after it. */
    private record Rest(Rules.Symbol first, Rest then) {}

    private static final Rest NOTHING = new Rest(null, null);

    private final Rules rules;
    private final Map<String, Integer> wordIds;
    private final List<State> states;
    private final Map<Rest, Integer> number = new HashMap<>(); // of rests that begin with a word
    private final List<Rest> rests = new ArrayList<>();
    private final List<Map<Integer, Double>> after = new ArrayList<>(); // the law after that word
    private final Map<List<Long>, Integer> known = new HashMap<>();

    Construction(Rules rules, Map<String, Integer> wordIds, List<State> states) {
      this.rules = rules;
      this.wordIds = wordIds;
      this.states = states;
    }

    void run() {
      Map<Integer, Double> law = new TreeMap<>();
      expand(new Rest(new Rules.Symbol(rules.start(), false), NOTHING), 1, law);
      state(law);
    }

    /** Applies rules until a word or nothing comes first, and adds up where that leads. */
    private void expand(Rest rest, double probability, Map<Integer, Double> law) {
      if (rest == NOTHING || rest.first().isWord()) {
        law.merge(number(rest), probability, Double::sum);
        return;
      }
      for (Rules.Alternative alternative : rules.rules().get(rest.first().text())) {
        Rest written = rest.then();
        for (int i = alternative.symbols().size() - 1; i >= 0; i--) {
          written = new Rest(alternative.symbols().get(i), written);
        }
        expand(written, probability * alternative.probability(), law);
      }
    }

    private int number(Rest rest) {
      return number.computeIfAbsent(
          rest,
          r -> {
            rests.add(r);
            after.add(null);
            return rests.size() - 1;
          });
    }

    private Map<Integer, Double> after(int rest) {
      if (after.get(rest) == null) {
        Map<Integer, Double> law = new TreeMap<>();
        expand(rests.get(rest).then(), 1, law);
        after.set(rest, law);
      }
      return after.get(rest);
    }

    /** The state of a law over rests; successors are made first. */
    private int state(Map<Integer, Double> law) {
      List<Long> key = new ArrayList<>();
      law.forEach(
          (rest, p) -> {
            key.add((long) rest);
            key.add(Math.round(p / SAME));
          });
      Integer old = known.get(key);
      if (old != null) {
        return old;
      }
      double end = 0;
      TreeMap<Integer, Map<Integer, Double>> byWord = new TreeMap<>();
      for (Map.Entry<Integer, Double> entry : law.entrySet()) {
        Rest rest = rests.get(entry.getKey());
        double p = entry.getValue();
        if (rest == NOTHING) {
          end = p;
          continue;
        }
        Map<Integer, Double> next =
            byWord.computeIfAbsent(wordIds.get(rest.first().text()), w -> new TreeMap<>());
        after(entry.getKey()).forEach((r, q) -> next.merge(r, p * q, Double::sum));
      }
      double[] choices = new double[1 + byWord.size()];
      int[] words = new int[byWord.size()];
      int[] next = new int[byWord.size()];
      choices[0] = end;
      int k = 0;
      for (Map.Entry<Integer, Map<Integer, Double>> entry : byWord.entrySet()) {
        double p = entry.getValue().values().stream().mapToDouble(Double::doubleValue).sum();
        words[k] = entry.getKey();
        choices[++k] = p;
        entry.getValue().replaceAll((rest, q) -> q / p);
        next[k - 1] = state(entry.getValue());
      }
      if (states.size() == MOST_STATES) {
        throw new IllegalArgumentException(
            "the grammar needs more than %d states: use fewer rules or less depth"
                .formatted(MOST_STATES));
      }
      states.add(new State(choices, words, next));
      known.put(key, states.size() - 1);
      return states.size() - 1;
    }
  }
}
