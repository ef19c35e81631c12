package org.udm.cli.text;

import java.util.Arrays;
import java.util.Optional;
import org.udm.cli.console.UserException;
import org.udm.core.bound.Nelbo;
import org.udm.core.sample.Sampler;
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
  public Sampler<TokenBatch> sampler(TokenBatch classes, int... lengths) {
    return BlockSampler.of(
            predictor,
            masking,
            predictor.block(),
            blocks(0, lengths),
            (own, prior, known) -> FirstHittingSampler.of(own, masking, prior).withCondition(known))
        .withLengths(lengths);
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
          return BlockSampler.of(
                  predictor.withDraws(wish.draws()),
                  masking,
                  block,
                  blocks(prompt.length, known.lengths()),
                  (own, prior, clamp) ->
                      kernel.sampler(masking, own, wish, prior, clamp, listener, predicted))
              .withPrompt(prompt)
              .withWindow(predictor.longest() - block)
              .withLengths(known.lengths());
        },
        peers -> kernel.notes());
  }

  /** How many blocks the longest text has behind those that a prompt fills. */
  private int blocks(int prompt, int... lengths) {
    int block = predictor.block();
    int rest = Arrays.stream(lengths).max().orElseThrow() - prompt / block * block;
    return Math.max(1, (rest + block - 1) / block);
  }

  @Override
  public void close() {
    predictor.close();
  }
}
