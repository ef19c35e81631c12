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
 * behind a prompt that ends inside one, the first is as long as is left of it.
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

  private BlockSampler(
      TokenPredictor predictor,
      Masking masking,
      int length,
      int blocks,
      BlockStep step,
      int[] prompt,
      int window,
      OptionalInt stop) {
    this.predictor = predictor;
    this.masking = masking;
    this.length = length;
    this.blocks = blocks;
    this.step = step;
    this.prompt = prompt;
    this.window = window;
    this.stop = stop;
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
    return new BlockSampler(predictor, masking, length, blocks, step, ids.clone(), window, stop);
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
    return new BlockSampler(predictor, masking, length, blocks, step, prompt, tokens, stop);
  }

  /**
   * Returns the sampler whose rows end with a given token, once it is written.
   *
   * @param id the token
   * @return the sampler
   */
  public BlockSampler withStop(int id) {
    return new BlockSampler(
        predictor, masking, length, blocks, step, prompt, window, OptionalInt.of(id));
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
    int[] open = IntStream.range(0, rows).toArray();
    int before = prompt.length;
    long rowsPredicted = 0;
    for (int k = 0; k < blocks && open.length > 0; k++) {
      int start = before - before % length;
      int from = Math.max(0, start - window);
      TokenBatch contexts = part(written, open, from, start);
      TokenBatch known = part(written, open, from, before);
      int full = start + length;
      TokenBatch x1 = masksBehind(known, full - from);
      Samples<TokenBatch> drawn =
          step.sampler(
                  following.apply(contexts),
                  (some, ignored) -> x1,
                  KnownTokens.perRow(x1, masking.mask()))
              .draw(open.length, rng.named("block").at(k).rows(open));
      rowsPredicted += drawn.rowsPredicted();
      for (int r = 0; r < open.length; r++) {
        int[] row = Arrays.copyOf(written[open[r]], full);
        for (int l = before; l < full; l++) {
          row[l] = drawn.x0().token(r, l - from);
        }
        written[open[r]] = cut(row, before);
      }
      open = Arrays.stream(open).filter(i -> goesOn(written[i], full)).toArray();
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

  /** The rows, filled up with masks. */
  private TokenBatch masksBehind(TokenBatch known, int full) {
    int[][] rows = new int[known.rows()][full];
    for (int i = 0; i < rows.length; i++) {
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

  private boolean goesOn(int[] row, int full) {
    return row.length == full && (row.length == 0 || !isStop(row[row.length - 1]));
  }
}
