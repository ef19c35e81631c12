package org.udm.discrete.mask;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.udm.core.Prior;
import org.udm.core.random.RandomStreams;
import org.udm.core.sample.Condition;
import org.udm.core.sample.Sampler;
import org.udm.core.sample.Samples;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.ContextPredictor;
import org.udm.discrete.sample.KnownTokens;
import org.udm.discrete.sample.TokenPredictor;

/**
 * Writes rows of any length block by block: each block is unmasked behind what is written already,
 * by any sampler of masking.
 *
 * <p>With the exact law of the next tokens given those before, rows follow the law of the data: it
 * is the chain rule, a block at a time. A predictor that is a {@link ContextPredictor} is told the
 * context of each block, so that it can compute it once. Blocks begin at multiples of their length:
 * behind a prompt that ends inside one, the first is as long as is left of it, and the last block
 * of a row whose length is given has as many places as are left, which tells the predictor that the
 * row ends there.
 *
 * <pre>{@code
 * BlockSampler.of(predictor, masking, 16, 64,
 *         (p, prior, known) -> FirstHittingSampler.of(p, masking, prior).withCondition(known))
 *     .withWindow(240)    // tokens of context that the network reads beside a block
 *     .withStop(newline)
 *     .draw(4, RandomStreams.of(1));
 * }</pre>
 *
 * <p>Sources: Han et al., "SSD-LM", 2023; Arriola et al., "Block diffusion: interpolating between
 * autoregressive and diffusion language models", 2025.
 */
public final class BlockSampler implements Sampler<TokenBatch> {

  /** Makes the sampler of one block. */
  @FunctionalInterface
  public interface BlockStep {

    /**
     * Returns a sampler of rows that begin with the context.
     *
     * @param predictor the predictor
     * @param prior the law of x_1: the context, then masks
     * @param known the condition that keeps the context, for samplers that would change it
     * @return the sampler
     */
    Sampler<TokenBatch> sampler(
        TokenPredictor predictor, Prior<TokenBatch> prior, Condition<TokenBatch> known);
  }

  private final TokenPredictor predictor;
  private final Masking masking;
  private final int length;
  private final int blocks;
  private final BlockStep step;
  private final int[] prompt;
  private final int window;
  private final OptionalInt stop;
  private final int[] lengths; // of rows in turn; empty for rows of all blocks

  private BlockSampler(
      TokenPredictor predictor,
      Masking masking,
      int length,
      int blocks,
      BlockStep step,
      int[] prompt,
      int window,
      OptionalInt stop,
      int... lengths) {
    this.predictor = predictor;
    this.masking = masking;
    this.length = length;
    this.blocks = blocks;
    this.step = step;
    this.prompt = prompt;
    this.window = window;
    this.stop = stop;
    this.lengths = lengths;
  }

  /**
   * Returns the sampler that starts from nothing and shows the predictor all that is written.
   *
   * @param predictor the x_0-predictor; it carries visible tokens over
   * @param masking the corruption
   * @param length the number of tokens of a block, at least 1
   * @param blocks the largest number of blocks, at least 1
   * @param step makes the sampler of one block
   * @return the sampler
   * @throws IllegalArgumentException if there is no token or no block
   */
  public static BlockSampler of(
      TokenPredictor predictor, Masking masking, int length, int blocks, BlockStep step) {
    if (length < 1 || blocks < 1) {
      throw new IllegalArgumentException(
          "%d blocks of %d tokens: both must be at least 1".formatted(blocks, length));
    }
    return new BlockSampler(
        predictor,
        masking,
        length,
        blocks,
        step,
        new int[0],
        Integer.MAX_VALUE,
        OptionalInt.empty());
  }

  /**
   * Returns the sampler that continues given tokens.
   *
   * @param ids what every row begins with
   * @return the sampler
   */
  public BlockSampler withPrompt(int... ids) {
    return new BlockSampler(
        predictor, masking, length, blocks, step, ids.clone(), window, stop, lengths);
  }

  /**
   * Returns the sampler that shows the predictor a part of what is written.
   *
   * @param tokens how many tokens before the beginning of the block it reads, at least 0
   * @return the sampler
   * @throws IllegalArgumentException if the number is negative
   */
  public BlockSampler withWindow(int tokens) {
    if (tokens < 0) {
      throw new IllegalArgumentException(
          "a context of " + tokens + " tokens: it must be at least 0");
    }
    return new BlockSampler(
        predictor, masking, length, blocks, step, prompt, tokens, stop, lengths);
  }

  /**
   * Returns the sampler whose rows end with a given token, once it is written.
   *
   * @param id the token
   * @return the sampler
   */
  public BlockSampler withStop(int id) {
    return new BlockSampler(
        predictor, masking, length, blocks, step, prompt, window, OptionalInt.of(id), lengths);
  }

  /**
   * Returns the sampler of rows whose lengths are given, as far as its blocks reach.
   *
   * @param tokens the length of the first row, of the second and so on, and from the beginning
   *     again where there are more rows; each at least 0; a prompt that is longer stays as it is
   * @return the sampler
   * @throws IllegalArgumentException if there is none, or one is negative
   */
  public BlockSampler withLengths(int... tokens) {
    if (tokens.length == 0 || Arrays.stream(tokens).anyMatch(n -> n < 0)) {
      throw new IllegalArgumentException(
          "lengths %s: there must be at least one, and none below 0"
              .formatted(Arrays.toString(tokens)));
    }
    return new BlockSampler(
        predictor, masking, length, blocks, step, prompt, window, stop, tokens.clone());
  }

  @Override
  public Samples<TokenBatch> draw(int rows, RandomStreams rng) {
    if (predictor instanceof ContextPredictor context) {
      try (ContextPredictor.Memory memory = context.remember()) {
        return draw(rows, rng, memory::following);
      }
    }
    return draw(rows, rng, contexts -> predictor);
  }

  private Samples<TokenBatch> draw(
      int rows, RandomStreams rng, Function<TokenBatch, TokenPredictor> following) {
    int[][] written = new int[rows][];
    Arrays.fill(written, prompt);
    int before = prompt.length;
    int[] open = IntStream.range(0, rows).filter(i -> ends(i) > prompt.length).toArray();
    long rowsPredicted = 0;
    for (int k = 0; k < blocks && open.length > 0; k++) {
      int start = before - before % length;
      int from = Math.max(0, start - window);
      TokenBatch contexts = part(written, open, from, start);
      TokenBatch known = part(written, open, from, before);
      int full = start + length;
      int[] ends = Arrays.stream(open).map(i -> Math.min(full, ends(i))).toArray();
      TokenBatch x1 = masksBehind(known, Arrays.stream(ends).map(end -> end - from).toArray());
      Samples<TokenBatch> drawn =
          step.sampler(
                  following.apply(contexts),
                  (some, ignored) -> x1,
                  KnownTokens.perRow(x1, masking.mask()))
              .draw(open.length, rng.named("block").at(k).rows(open));
      rowsPredicted += drawn.rowsPredicted();
      for (int r = 0; r < open.length; r++) {
        int[] row = Arrays.copyOf(written[open[r]], ends[r]);
        for (int l = before; l < ends[r]; l++) {
          row[l] = drawn.x0().token(r, l - from);
        }
        written[open[r]] = cut(row, before);
      }
      open = Arrays.stream(open).filter(i -> goesOn(i, written[i], full)).toArray();
      before = full;
    }
    return new Samples<>(TokenBatch.of(written), rowsPredicted);
  }

  /** Some tokens of some rows. */
  private static TokenBatch part(int[][] written, int[] rows, int from, int to) {
    return TokenBatch.of(
        Arrays.stream(rows)
            .mapToObj(i -> Arrays.copyOfRange(written[i], from, to))
            .toArray(int[][]::new));
  }

  /** Where a row ends, unless a stop token ends it before. */
  private int ends(int row) {
    return lengths.length == 0 ? Integer.MAX_VALUE : lengths[row % lengths.length];
  }

  /** The rows, filled up with masks to given lengths. */
  private TokenBatch masksBehind(TokenBatch known, int... full) {
    int[][] rows = new int[known.rows()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new int[full[i]];
      Arrays.fill(rows[i], masking.mask());
      System.arraycopy(known.row(i), 0, rows[i], 0, known.length(i));
    }
    return TokenBatch.of(rows);
  }

  /** Ends a row with the first stop token from a position on. */
  private int[] cut(int[] row, int from) {
    for (int l = from; l < row.length; l++) {
      if (isStop(row[l])) {
        return Arrays.copyOf(row, l + 1);
      }
    }
    return row;
  }

  private boolean isStop(int id) {
    return stop.isPresent() && stop.getAsInt() == id;
  }

  private boolean goesOn(int i, int[] row, int full) {
    return ends(i) > full
        && row.length == full
        && (row.length == 0 || !isStop(row[row.length - 1]));
  }
}
