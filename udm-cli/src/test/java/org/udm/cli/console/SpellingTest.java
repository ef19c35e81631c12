package org.udm.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.udm.cli.run.Setting;
import org.udm.cli.text.TextKind;

class SpellingTest {
  private static final List<String> NAMES =
      TextKind.of().settings().stream().map(Setting::name).toList();

  /** One letter left out, put in or changed leads back to the word, or to one as near. */
  @Test
  void oneSlipIsUnderstood() {
    Random random = new Random(1);
    for (String name : NAMES) {
      if (name.length() < 5) {
        continue; // beta1 is one slip from beta2, lr from much
      }
      int at = random.nextInt(name.length());
      String shorter = name.substring(0, at) + name.substring(at + 1);
      String longer = name.substring(0, at) + "q" + name.substring(at);
      List<String> others = NAMES.stream().filter(n -> !n.startsWith("beta")).toList();
      if (others.contains(name)) {
        assertEquals(Optional.of(name), Spelling.nearest(longer, others), longer);
        assertEquals(1, Spelling.nearest(shorter, others).stream().count(), shorter);
      }
    }
  }

  @Test
  void aForeignWordIsNotGuessed() {
    assertEquals(Optional.empty(), Spelling.nearest("frobnicate", NAMES));
    assertEquals(Optional.empty(), Spelling.nearest("anything", List.of()));
  }

  @Test
  void theNearestOfSeveralWins() {
    assertEquals(Optional.of("batch"), Spelling.nearest("btch", List.of("each", "batch", "bath")));
  }
}
