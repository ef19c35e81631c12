package org.udm.cli.text;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.udm.cli.console.UserException;
import org.udm.core.sample.Condition;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.KnownTokens;
import org.udm.discrete.text.TextDataException;
import org.udm.discrete.text.Vocabulary;

/**
 * What is known of the texts that shall be written.
 *
 * @param tokens the known ids, the mask where a token is free [L]
 * @param mask the id that stands for a free token, V
 * @param lengths tokens of each text, of which all that is known is in the first [B]; [1] where all
 *     have as many
 */
record Patterns(int[] tokens, int mask, int... lengths) {

  /** What is known of texts that all have the length of the pattern. */
  private static Patterns of(int[] tokens, int mask) {
    return new Patterns(tokens, mask, tokens.length);
  }

  /** The same of texts of other lengths, none of which ends before what is known of it [B]. */
  Patterns withLengths(int... each) {
    return new Patterns(tokens, mask, each);
  }

  /** The length L of the longest text that the pattern is of, in tokens. */
  int length() {
    return tokens.length;
  }

  /** What is known as a sampler takes it, the same for every row. */
  Condition<TokenBatch> condition() {
    return KnownTokens.everyRow(tokens, mask);
  }

  /**
   * What a text begins and ends with.
   *
   * @param prefix the ids before the gap
   * @param suffix the ids behind it
   */
  record Ends(int[] prefix, int[] suffix) {}

  /** The two ends of a text with one gap, which may become of any length. */
  Ends ends() {
    int from = 0;
    while (from < tokens.length && tokens[from] != mask) {
      from++;
    }
    int to = tokens.length;
    while (to > from && tokens[to - 1] != mask) {
      to--;
    }
    for (int l = from; l < to; l++) {
      if (tokens[l] != mask) {
        throw UserException.usage(
            "--infill with several gaps: this model fills one, of free length; write one run of gap characters");
      }
    }
    return new Ends(
        Arrays.copyOfRange(tokens, 0, from), Arrays.copyOfRange(tokens, to, tokens.length));
  }

  /** What a text begins with, which must be all that is known. */
  int[] requirePrefix() {
    Ends ends = ends();
    if (ends.suffix().length > 0) {
      throw UserException.usage(
          "--infill: this model writes from left to right; use --prompt, or a model of another corruption");
    }
    return ends.prefix();
  }

  /** A text that begins in a given way. */
  static Patterns prompt(Vocabulary vocabulary, String prompt, Integer wanted, int longest) {
    int length = wanted == null ? longest : wanted;
    int[] known = prompt == null ? new int[0] : encode(vocabulary, prompt, "--prompt");
    requireLength(length, known.length, longest);
    int mask = vocabulary.size();
    int[] tokens = new int[length];
    Arrays.fill(tokens, mask);
    System.arraycopy(known, 0, tokens, 0, known.length);
    return of(tokens, mask);
  }

  /**
   * Returns a text with gaps.
   *
   * @param vocabulary what the tokens mean
   * @param text the text
   * @param gap the character that stands for a free token
   * @param wanted the length L, or null for that of the text
   * @param longest the largest length
   * @return the pattern
   * @throws UserException if the text has no gap, or does not fit
   */
  static Patterns infill(
      Vocabulary vocabulary, String text, String gap, Integer wanted, int longest) {
    if (gap.codePointCount(0, gap.length()) != 1) {
      throw UserException.usage("--gap '" + gap + "': it must be one character");
    }
    if (!text.contains(gap)) {
      throw UserException.usage(
          "--infill has no gap: write %s for each free token, or use --prompt".formatted(gap));
    }
    int mask = vocabulary.size();
    int[] known =
        vocabulary.separator().isEmpty()
            ? characters(vocabulary, text, gap, mask)
            : words(vocabulary, text, gap, mask);
    int length = wanted == null ? known.length : wanted;
    requireLength(length, known.length, longest);
    int[] tokens = Arrays.copyOf(known, length);
    Arrays.fill(tokens, known.length, length, mask);
    return of(tokens, mask);
  }

  /** Pieces between gap characters; each gap character is one free token. */
  private static int[] characters(Vocabulary vocabulary, String text, String gap, int mask) {
    IntStream.Builder tokens = IntStream.builder();
    String rest = text;
    while (!rest.isEmpty()) {
      int end = rest.indexOf(gap);
      String piece = end < 0 ? rest : rest.substring(0, end);
      for (int id : encode(vocabulary, piece, "--infill")) {
        tokens.add(id);
      }
      if (end < 0) {
        break;
      }
      tokens.add(mask);
      rest = rest.substring(end + gap.length());
    }
    return tokens.build().toArray();
  }

  /** Words, one of which may be a run of gap characters: one free token. */
  private static int[] words(Vocabulary vocabulary, String text, String gap, int mask) {
    return Arrays.stream(text.strip().split("\\s+"))
        .flatMapToInt(
            word ->
                word.replace(gap, "").isEmpty()
                    ? IntStream.of(mask)
                    : Arrays.stream(encode(vocabulary, word, "--infill")))
        .toArray();
  }

  private static int[] encode(Vocabulary vocabulary, String text, String option) {
    try {
      return vocabulary.encode(text);
    } catch (TextDataException e) {
      throw UserException.usage(option + ": " + e.getMessage());
    }
  }

  private static void requireLength(int length, int known, int longest) {
    if (length < 1 || length > longest) {
      throw UserException.usage(
          "a text of %d tokens (--length, or what is given of it): this model writes 1 to %d"
              .formatted(length, longest));
    }
    if (known > length) {
      throw UserException.usage(
          "%d tokens are given for a text of %d: shorten them, or raise --length (at most %d)"
              .formatted(known, length, longest));
    }
  }
}
