package org.udm.cli.text;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.udm.cli.console.UserException;
import org.udm.core.Times;
import org.udm.core.bound.Nelbo;
import org.udm.core.bound.SteppedNelbo;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.RandomStreams;
import org.udm.core.sample.GridSampler;
import org.udm.core.sample.PredictThenCorrect;
import org.udm.core.sample.Sampler;
import org.udm.core.schedule.TimeGrid;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.mask.Masking;
import org.udm.discrete.mask.UnmaskingKernel;
import org.udm.discrete.sample.DrawOptions;

/**
 * A trained masked diffusion model whose network says the law of a whole row, token by token.
 *
 * <p>Its tokens depend on each other, so one step is enough, and has an exact likelihood: that of
 * the row given nothing but masks. Of more steps no bound is known here, as the network says no law
 * of a single place.
 *
 * @param masking the corruption
 * @param predictors the network, by how tokens are drawn
 */
record RowTrained(Masking masking, Function<DrawOptions, X0Predictor<TokenBatch>> predictors)
    implements TextTrained {
  private static final int STEPS = 1; // the one whose law the bound is of
  private static final List<MaskedKernel> KERNELS =
      List.of(MaskedKernel.UNMASK, MaskedKernel.REMASK, MaskedKernel.FRESH, MaskedKernel.MIX);

  @Override
  public X0Predictor<TokenBatch> predictor(TokenBatch classes) {
    return predictors.apply(DrawOptions.exact());
  }

  @Override
  public Optional<Nelbo<TokenBatch>> bound(int steps, int draws) {
    if (steps > 1) {
      throw UserException.usage(
          "--steps %d: a network that writes whole rows has a likelihood in one step; leave --steps out"
              .formatted(steps));
    }
    return Optional.of(SteppedNelbo.of(TimeGrid.uniform(1), this::prior, this::step));
  }

  /** KL(p(x_1 | x_0) || prior) = L alpha_1 log V, nats [B]. */
  private double[] prior(TokenBatch x0) {
    double perToken = masking.schedule().at(1) * Math.log(masking.vocabulary());
    double[] terms = new double[x0.rows()];
    Arrays.setAll(terms, i -> x0.length(i) * perToken);
    return terms;
  }

  /** {@code -log p(x_0 | x_1)}, nats [B]. */
  private double[] step(
      TokenBatch x0, X0Predictor<TokenBatch> predictor, Times t, Times s, RandomStreams rng) {
    TokenBatch xt = masking.corrupt(x0, masking.drawNoise(x0, rng), t);
    return Arrays.stream(predictor.predict(xt, t).logProb(x0)).map(log -> -log).toArray();
  }

  @Override
  public String boundWords(int steps, int draws) {
    return "in one step";
  }

  @Override
  public Sampler<TokenBatch> sampler(TokenBatch classes, int... lengths) {
    return GridSampler.of(
        masking.prior(lengths),
        PredictThenCorrect.of(predictor(classes), UnmaskingKernel.of(masking)),
        TimeGrid.uniform(STEPS));
  }

  @Override
  public Choice choose(Wish wish) {
    wish.requireNone("corrections", wish.corrections(), "it is of --kernel gibbs, which " + OTHER);
    MaskedKernel kernel =
        wish.kernel() == null
            ? MaskedKernel.UNMASK
            : Words.choose("kernel", wish.kernel(), KERNELS);
    MaskedKernel.requireRemasking(kernel, wish);
    int steps = wish.steps() == null ? STEPS : wish.steps();
    return new Choice(
        Words.of(kernel),
        steps,
        (known, classes, listener, predicted) ->
            GridSampler.of(
                    masking.prior(known.lengths()),
                    PredictThenCorrect.of(
                            TextTrained.watched(predictors.apply(wish.draws()), predicted),
                            kernel.reverse(masking, wish))
                        .withCondition(known.condition()),
                    TimeGrid.uniform(steps))
                .withListener(listener),
        peers -> Notes.none());
  }

  @Override
  public void close() {
    // Java's garbage collector frees arrays of ND4J
  }
}
