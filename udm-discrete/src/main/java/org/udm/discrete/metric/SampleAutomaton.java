package org.udm.discrete.metric;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.udm.discrete.TokenBatch;

/**
 * Finds the longest matches of some rows in a text of any length, which passes by once.
 *
 * <p>The suffix automaton of the rows has a state for each set of substrings that end at the same
 * places, at most two a token. While the text passes, the state of the longest suffix that occurs
 * in the rows is followed, and each state remembers the longest that was met. Time is linear in the
 * text and the rows, memory in the rows.
 *
 * <p>Source: Blumer et al., "The smallest automaton recognizing the subwords of a text", 1985; for
 * several rows Blumer et al., "Complete inverted files for efficient text retrieval and analysis",
 * 1987.
 */
final class SampleAutomaton {
  private static final int ROOT = 0; // the empty string
  private static final int NONE = -1;

  private final List<Map<Integer, Integer>> next = new ArrayList<>(); // token -> state
  private final int[] length; // of the longest string of a state
  private final int[] link; // the state of its longest suffix that is in another state
  private final int[] met; // the longest of its strings that the text has; 0 for none
  private final int[][] states; // [B][L], of each row up to and with each token

  SampleAutomaton(TokenBatch rows) {
    int most = 2 * rows.tokens() + 1;
    length = new int[most];
    link = new int[most];
    met = new int[most];
    states = new int[rows.rows()][];
    state(0, NONE);
    for (int i = 0; i < rows.rows(); i++) {
      states[i] = new int[rows.length(i)];
      int last = ROOT;
      for (int j = 0; j < rows.length(i); j++) {
        last = extend(last, rows.token(i, j));
        states[i][j] = last;
      }
    }
  }

  private int state(int longest, int suffix) {
    int state = next.size();
    next.add(new HashMap<>());
    length[state] = longest;
    link[state] = suffix;
    return state;
  }

  /** The state of a string with one more token. */
  private int extend(int last, int token) {
    Integer known = next.get(last).get(token);
    if (known != null) { // an earlier row has it
      return length[known] == length[last] + 1 ? known : split(last, token, known);
    }
    int state = state(length[last] + 1, ROOT);
    int from = last;
    while (from != NONE && !next.get(from).containsKey(token)) {
      next.get(from).put(token, state);
      from = link[from];
    }
    if (from != NONE) {
      int target = next.get(from).get(token);
      link[state] = length[target] == length[from] + 1 ? target : split(from, token, target);
    }
    return state;
  }

  /** Gives the strings of a state that are no longer than one state's and a token a state. */
  private int split(int from, int token, int target) {
    int shorter = state(length[from] + 1, link[target]);
    next.get(shorter).putAll(next.get(target));
    link[target] = shorter;
    for (int s = from; s != NONE && next.get(s).getOrDefault(token, NONE) == target; s = link[s]) {
      next.get(s).put(token, shorter);
    }
    return shorter;
  }

  /**
   * Lets a run of text pass by.
   *
   * @param run token ids
   */
  void read(int... run) {
    int state = ROOT;
    int matched = 0;
    for (int token : run) {
      Integer to = next.get(state).get(token);
      while (to == null && state != ROOT) {
        state = link[state];
        matched = length[state];
        to = next.get(state).get(token);
      }
      if (to != null) {
        state = to;
        matched++;
        met[state] = Math.max(met[state], matched);
      }
    }
  }

  /**
   * Returns the lengths of the longest matches.
   *
   * @return for every token of every row how many tokens up to and with it stand in the text one
   *     after the other [B][L]
   */
  int[][] matches() {
    // What is met in a state is met, as a suffix, in the state of its link.
    int[] longest = met.clone();
    IntStream.range(1, next.size())
        .boxed()
        .sorted(Comparator.comparingInt(s -> -length[s]))
        .filter(s -> longest[s] > 0)
        .forEach(s -> longest[link[s]] = length[link[s]]);
    int[][] matches = new int[states.length][];
    for (int i = 0; i < states.length; i++) {
      matches[i] =
          IntStream.of(states[i])
              .map(
                  s -> {
                    int at = s;
                    while (at != ROOT && longest[at] == 0) {
                      at = link[at];
                    }
                    return longest[at];
                  })
              .toArray();
    }
    return matches;
  }
}
