package org.udm.discrete.grammar;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules of a grammar, read from their text.
 *
 * @param start the symbol on the left of the first rule
 * @param rules the alternatives of each symbol; the probabilities of one symbol sum to 1
 */
record Rules(String start, Map<String, List<Alternative>> rules) {
  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_]+");
  private static final Pattern PART =
      Pattern.compile("\\s*(?:'([^']*)'|(" + NAME + ")|\\[\\s*([^\\]\\s]+)\\s*\\]|(\\|)|(\\S))");

  /**
   * A word or the name of a rule.
   *
   * @param text the word or the name
   * @param isWord whether it is a word
   */
  record Symbol(String text, boolean isWord) {}

  /**
   * One right-hand side.
   *
   * @param symbols what it consists of, in order
   * @param probability in (0, 1]
   */
  record Alternative(List<Symbol> symbols, double probability) {}

  static Rules parse(String text) {
    Map<String, List<Alternative>> rules = new LinkedHashMap<>();
    Map<String, Integer> lineOf = new HashMap<>();
    String name = null;
    int number = 0;
    for (String raw : text.split("\n", -1)) {
      number++;
      String line = raw.strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      int arrow = line.indexOf("->");
      if (line.startsWith("|") && name != null) {
        rules.get(name).addAll(alternatives(line.substring(1), number));
        continue;
      }
      name = arrow < 0 ? "" : line.substring(0, arrow).strip();
      if (!NAME.matcher(name).matches()) {
        throw error(
            number,
            "\"%s\" is no rule".formatted(line),
            "write NAME -> 'word' NAME [weight] | ..., or go on with | ...");
      }
      if (lineOf.putIfAbsent(name, number) != null) {
        throw error(
            number,
            "%s has a rule already in line %d".formatted(name, lineOf.get(name)),
            "join the two with |");
      }
      rules.put(name, new ArrayList<>(alternatives(line.substring(arrow + 2), number)));
    }
    if (rules.isEmpty()) {
      throw new IllegalArgumentException("a grammar of no rules: write S -> 'word'");
    }
    rules.replaceAll((symbol, alternatives) -> normalised(alternatives));
    Rules parsed = new Rules(rules.keySet().iterator().next(), rules);
    parsed.requireNames(lineOf);
    parsed.requireFinite();
    return parsed;
  }

  private static List<Alternative> alternatives(String text, int line) {
    List<Alternative> alternatives = new ArrayList<>();
    List<Symbol> symbols = new ArrayList<>();
    boolean written = false; // '' is written, but has no symbol
    double weight = 1;
    boolean weighted = false;
    Matcher part = PART.matcher(text);
    int end = 0;
    while (end < text.length() && part.find(end)) {
      end = part.end();
      if (part.group(4) != null) {
        requireWritten(written, line);
        alternatives.add(new Alternative(List.copyOf(symbols), weight));
        symbols.clear();
        written = false;
        weighted = false;
        weight = 1;
        continue;
      }
      if (part.group(5) != null || weighted) {
        throw error(
            line,
            "%s is not expected here".formatted(part.group().strip()),
            "words stand in quotes, and after a weight comes | or the end");
      }
      if (part.group(3) != null) {
        weight = weight(part.group(3), line);
        weighted = true;
        continue;
      }
      written = true;
      if (part.group(2) != null) {
        symbols.add(new Symbol(part.group(2), false));
      } else {
        for (String word : part.group(1).strip().split("\\s+")) {
          if (!word.isEmpty()) {
            symbols.add(new Symbol(word, true));
          }
        }
      }
    }
    requireWritten(written, line);
    alternatives.add(new Alternative(List.copyOf(symbols), weight));
    return alternatives;
  }

  private static void requireWritten(boolean written, int line) {
    if (!written) {
      throw error(line, "an alternative is empty", "write '' for nothing");
    }
  }

  private static double weight(String text, int line) {
    double weight;
    try {
      weight = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      weight = Double.NaN;
    }
    if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
      throw error(
          line, "weight [%s]".formatted(text), "weights are positive numbers such as [0.5] or [3]");
    }
    return weight;
  }

  private static List<Alternative> normalised(List<Alternative> alternatives) {
    double sum = alternatives.stream().mapToDouble(Alternative::probability).sum();
    return alternatives.stream()
        .map(a -> new Alternative(a.symbols(), a.probability() / sum))
        .toList();
  }

  private void requireNames(Map<String, Integer> lineOf) {
    rules.forEach(
        (name, alternatives) ->
            alternatives.stream()
                .flatMap(a -> a.symbols().stream())
                .filter(symbol -> !symbol.isWord() && !rules.containsKey(symbol.text()))
                .forEach(
                    symbol -> {
                      throw error(
                          lineOf.get(name),
                          "%s -> ... %s: there is no rule for %s"
                              .formatted(name, symbol.text(), symbol.text()),
                          "write one, or put quotes around a word; known are " + rules.keySet());
                    }));
  }

  /** A grammar without recursion has finitely many sentences. */
  private void requireFinite() {
    Set<String> finite = new LinkedHashSet<>();
    for (String name : rules.keySet()) {
      requireFinite(name, new ArrayDeque<>(), finite);
    }
  }

  private void requireFinite(String name, Deque<String> open, Set<String> finite) {
    if (finite.contains(name)) {
      return;
    }
    if (open.contains(name)) {
      open.addLast(name);
      throw new IllegalArgumentException(
          "the rules go in a circle: %s: a language here is finite; write the depth into the names, such as NP1 -> ... NP2"
              .formatted(String.join(" -> ", open)));
    }
    open.addLast(name);
    for (Alternative alternative : rules.get(name)) {
      for (Symbol symbol : alternative.symbols()) {
        if (!symbol.isWord()) {
          requireFinite(symbol.text(), open, finite);
        }
      }
    }
    open.removeLast();
    finite.add(name);
  }

  /** All words, in the order of the rules. */
  List<String> words() {
    return rules.values().stream()
        .flatMap(List::stream)
        .flatMap(alternative -> alternative.symbols().stream())
        .filter(Symbol::isWord)
        .map(Symbol::text)
        .distinct()
        .toList();
  }

  private static IllegalArgumentException error(int line, String what, String fix) {
    return new IllegalArgumentException("grammar, line %d: %s: %s".formatted(line, what, fix));
  }
}
