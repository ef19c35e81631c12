package org.udm.discrete.grammar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class RulesTest {
  private static String message(String rules) {
    return assertThrows(IllegalArgumentException.class, () -> Grammar.of(rules)).getMessage();
  }

  @Test
  void rulesAreRead() {
    Rules rules =
        Rules.parse(
            """
            # a comment
            S -> 'the cat' V2[1]|'#' [ 3 ]
              | ''

            V2->'runs'
            """);
    assertEquals("S", rules.start());
    assertEquals(List.of("the", "cat", "#", "runs"), rules.words());
    List<Rules.Alternative> s = rules.rules().get("S");
    assertEquals(List.of(0.2, 0.6, 0.2), s.stream().map(Rules.Alternative::probability).toList());
    assertEquals(3, s.get(0).symbols().size());
    assertEquals(List.of(), s.get(2).symbols());
  }

  @Test
  void whatIsNoRuleIsNamedWithItsLine() {
    assertEquals("a grammar of no rules: write S -> 'word'", message("\n# nothing\n"));
    assertEquals(
        "grammar, line 2: \"cats and dogs\" is no rule: write NAME -> 'word' NAME [weight] | ..., or go on with | ...",
        message("S -> 'a'\ncats and dogs"));
    assertEquals(
        "grammar, line 1: \"| 'a'\" is no rule: write NAME -> 'word' NAME [weight] | ..., or go on with | ...",
        message("| 'a'"));
    assertEquals(
        "grammar, line 3: A has a rule already in line 2: join the two with |",
        message("S -> A\nA -> 'a'\nA -> 'b'"));
    assertEquals(
        "grammar, line 1: an alternative is empty: write '' for nothing", message("S -> 'a' | "));
    assertEquals(
        "grammar, line 2: an alternative is empty: write '' for nothing", message("\nS -> [2]"));
    assertEquals(
        "grammar, line 1: weight [-1]: weights are positive numbers such as [0.5] or [3]",
        message("S -> 'a' [-1]"));
    assertEquals(
        "grammar, line 1: weight [x]: weights are positive numbers such as [0.5] or [3]",
        message("S -> 'a' [x]"));
    assertEquals(
        "grammar, line 1: 'b' is not expected here: words stand in quotes, and after a weight comes | or the end",
        message("S -> 'a' [1] 'b'"));
    assertEquals(
        "grammar, line 1: ' is not expected here: words stand in quotes, and after a weight comes | or the end",
        message("S -> 'a"));
    assertEquals(
        "grammar, line 2: A -> ... cat: there is no rule for cat: write one, or put quotes around a word; known are [S, A]",
        message("S -> A\nA -> cat"));
  }

  @Test
  void recursionIsNamed() {
    assertEquals(
        "the rules go in a circle: S -> A -> B -> A: a language here is finite; write the depth into the names, such as NP1 -> ... NP2",
        message("S -> A\nA -> 'a' | B\nB -> 'b' A"));
  }
}
