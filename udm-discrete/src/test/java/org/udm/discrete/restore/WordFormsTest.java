package org.udm.discrete.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WordFormsTest {
  private static final WordForms FORMS =
      WordForms.of(
          Stream.of(
              "Now, good night.",
              "Now -- good day!",
              "Now, bad day!",
              "The night, now, is over.",
              "Good!"));

  @Test
  void aWordTakesItsMostFrequentFormAtItsPlace() {
    assertEquals("Now, good day!", FORMS.write("now good day"));
    assertEquals("The now, night.", FORMS.write("the now night"));
    assertEquals("Good!", FORMS.write("good"));
  }

  @Test
  void aWordThatWasNotSeenThereStays() {
    assertEquals("Now, owls night.", FORMS.write("now owls night"));
    assertEquals("day now, the", FORMS.write("day now the"));
    assertEquals("", FORMS.write(""));
  }

  /** Whatever it puts back can be taken away again. */
  @Test
  void onlyCapitalsAndPunctuationChange() {
    for (String bare : new String[] {"now good day", "the night is over", "unseen words", "good"}) {
      assertEquals(bare, Sentences.bare(FORMS.write(bare)));
    }
  }
}
