package org.udm.cli.text;

import java.util.Arrays;
import java.util.Optional;
import org.udm.cli.console.UserException;
import org.udm.core.bound.Nelbo;
import org.udm.core.sample.Sampler;
import org.udm.core.sample.Samples;
import org.udm.core.schedule.TimeGrid;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.mask.BlockNelbo;
import org.udm.discrete.mask.BlockSampler;
import org.udm.discrete.mask.FirstHittingSampler;
import org.udm.discrete.mask.MaskedNelbo;
import org.udm.discrete.mask.MaskedStepNelbo;
import org.udm.discrete.mask.Masking;
import org.udm.discrete.net.BlockPredictor;

/**
 * A trained masked diffusion model that writes block by block.
 *
 * @param masking the corruption
 * @param predictor the network
 */
record BlockTrained(Masking masking, BlockPredictor predictor) implements TextTrained {
  private static final int LONGEST = 1 << 20; // tokens; memory, not the model, ends a text

  @Override
  public BlockPredictor predictor(TokenBatch classes) {
    return predictor;
  }

  @Override
  public Optional<Nelbo<TokenBatch>> bound(int steps, int draws) {
    return Optional.of(
        BlockNelbo.of(
            predictor.block(),
            steps == 0
                ? MaskedNelbo.of(masking).withDraws(draws)::given
                : MaskedStepNelbo.of(masking, TimeGrid.uniform(steps))
                        .withStepsPerRow(Math.min(draws, steps))
                    ::given));
  }

  @Override
  public Sampler<TokenBatch> sampler(TokenBatch classes) {
    return BlockSampler.of(
        predictor,
        masking,
        predictor.block(),
        predictor.longest() / predictor.block(),
        (own, prior, known) -> FirstHittingSampler.of(own, masking, prior).withCondition(known));
  }

  @Override
  public int longest(int trained) {
    return LONGEST;
  }

  @Override
  public Choice choose(Wish wish) {
    wish.requireNone("corrections", wish.corrections(), "it is of --kernel gibbs, which " + OTHER);
    if (wish.trace() == Trace.SHOWN) {
      throw UserException.usage(
          "--trace: a model with --block-size has no states of whole texts; leave it out");
    }
    MaskedKernel kernel = MaskedKernel.of(wish);
    return new Choice(
        Words.of(kernel),
        kernel == MaskedKernel.FIRST_HITTING ? null : MaskedKernel.steps(wish),
        (known, classes, listener, predicted) -> {
          int block = predictor.block();
          int[] prompt = known.requirePrefix();
          int rest = known.length() - prompt.length / block * block;
          Sampler<TokenBatch> blocks =
              BlockSampler.of(
                      predictor.withDraws(wish.draws()),
                      masking,
                      block,
                      Math.max(1, (rest + block - 1) / block),
                      (own, prior, clamp) ->
                          kernel.sampler(masking, own, wish, prior, clamp, listener, predicted))
                  .withPrompt(prompt)
                  .withWindow(predictor.longest() - block);
          return (rows, rng) -> {
            Samples<TokenBatch> drawn = blocks.draw(rows, rng);
            return new Samples<>(first(drawn.x0(), known.length()), drawn.rowsPredicted());
          };
        },
        peers -> kernel.notes());
  }

  /** Texts that end inside a block are cut there. */
  private static TokenBatch first(TokenBatch written, int tokens) {
    int[][] rows = new int[written.rows()][];
    Arrays.setAll(rows, i -> Arrays.copyOf(written.row(i), tokens));
    return TokenBatch.of(rows);
  }

  @Override
  public void close() {
    predictor.close();
  }
}
