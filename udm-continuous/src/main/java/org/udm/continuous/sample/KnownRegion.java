package org.udm.continuous.sample;

import java.util.Arrays;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.predict.GaussianBelief;
import org.udm.continuous.predict.Means;
import org.udm.core.Corruption;
import org.udm.core.Times;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.RandomStreams;
import org.udm.core.sample.Condition;

/**
 * Elements of x_0 that are known: the surroundings of a hole, as in inpainting.
 *
 * <pre>
 * prediction   x_0[known] = k
 * state        x_t[known] = F_t(k, eps)[known],   eps ~ q(eps)      with {@link #replacingState}
 * </pre>
 *
 * <pre>{@code
 * Condition<FloatBatch> hole =
 *     KnownRegion.everyRow(image, mask).replacingState(GaussianCorruption.of(path));
 * Transition<FloatBatch> step = PredictThenCorrect.of(predictor, kernel).withCondition(hole);
 * }</pre>
 *
 * <p>What it samples. The known elements come out exactly. The others are <em>not</em> drawn from
 * p(x_0 | known), not even with an exact predictor and infinitely many steps: at time t the
 * predictor sees the known elements through their noise, and what was decided while the noise was
 * strong stays. The error vanishes where known and free elements are independent. Replacing the
 * state is nearer to the law than keeping what the kernel made of it, a Markov kernel nearer than
 * the same noise, and {@link Resampled} nearer still.
 *
 * <p>Sources: Song et al., "Score-based generative modeling through stochastic differential
 * equations", 2021, on imputation; Lugmayr et al., "RePaint: inpainting using denoising diffusion
 * probabilistic models", 2022; the error is the subject of Trippe et al., "Diffusion probabilistic
 * modeling of protein backbones in 3D for the motif-scaffolding problem", 2023.
 */
public final class KnownRegion implements Condition<FloatBatch> {
  private final FloatBatch values; // [1, N] or [B, N]
  private final FloatBatch mask; // alike; 1 where known, 0 where free
  private final boolean shared; // row 0 is that of every row
  private final Corruption<FloatBatch, ?> corruption; // null: the state stays as it is

  private KnownRegion(
      FloatBatch values, FloatBatch mask, boolean shared, Corruption<FloatBatch, ?> corruption) {
    this.values = values;
    this.mask = mask;
    this.shared = shared;
    this.corruption = corruption;
  }

  /**
   * Returns the condition that every row has given elements.
   *
   * @param values the known elements; the free ones are not looked at [1, N]
   * @param mask 1 where an element is known, 0 where it is free [1, N]
   * @return the condition
   * @throws IllegalArgumentException if there is not one item of each, of one shape, the mask holds
   *     other numbers or a known element is not finite
   */
  public static KnownRegion everyRow(FloatBatch values, FloatBatch mask) {
    if (values.rows() != 1) {
      throw new IllegalArgumentException(
          "%d items known in every row: give one, or KnownRegion.perRow".formatted(values.rows()));
    }
    return of(values, mask, true);
  }

  /**
   * Returns the condition that row i has the elements of row i. To draw a part of the rows, slice
   * both alike.
   *
   * @param values the known elements; the free ones are not looked at [B, N]
   * @param mask 1 where an element is known, 0 where it is free [B, N]
   * @return the condition, for batches of B rows
   * @throws IllegalArgumentException if the shapes differ, the mask holds other numbers or a known
   *     element is not finite
   */
  public static KnownRegion perRow(FloatBatch values, FloatBatch mask) {
    return of(values, mask, false);
  }

  private static KnownRegion of(FloatBatch values, FloatBatch mask, boolean shared) {
    mask.requireShapeOf(values);
    for (int i = 0; i < mask.rows(); i++) {
      for (int e = 0; e < mask.size(); e++) {
        if (mask.at(i, e) != 0 && mask.at(i, e) != 1) {
          throw new IllegalArgumentException(
              "the mask holds %s in row %d at element %d: it must be 1 (known) or 0 (free)"
                  .formatted(mask.at(i, e), i, e));
        }
        if (mask.at(i, e) == 1 && !Float.isFinite(values.at(i, e))) {
          throw new IllegalArgumentException(
              "the known element %d of row %d is %s: known elements must be finite"
                  .formatted(e, i, values.at(i, e)));
        }
      }
    }
    return new KnownRegion(values, mask, shared, null);
  }

  /**
   * Returns the condition that also replaces the known elements of the state, by their corruption
   * with noise drawn anew at every step.
   *
   * @param other a corruption that acts on every element alone, such as Gaussian noise; not blur,
   *     whose x_t at a known element depends on free ones
   * @return the condition
   */
  public KnownRegion replacingState(Corruption<FloatBatch, ?> other) {
    return new KnownRegion(values, mask, shared, other);
  }

  /**
   * Returns a predictor whose mean has the known elements, for solvers of the probability flow,
   * which take no condition. They lead the known elements of x_1 straight to their values; in many
   * steps they draw what DDIM with eta = 0 and the mean of x_0 draws where the state is kept.
   *
   * @param predictor the x_0-predictor; its beliefs have means
   * @return a predictor whose beliefs are points
   */
  public X0Predictor<FloatBatch> imposedOn(X0Predictor<FloatBatch> predictor) {
    return (xt, t) -> GaussianBelief.point(impose(Means.of(predictor.predict(xt, t)), values));
  }

  @Override
  public FloatBatch onState(FloatBatch xt, Times t, RandomStreams rng) {
    if (corruption == null) {
      return xt;
    }
    // the free elements are corrupted with the rest and then not looked at
    return impose(xt, corrupted(corruption, impose(xt, values), t, rng));
  }

  private static <E> FloatBatch corrupted(
      Corruption<FloatBatch, E> corruption, FloatBatch x0, Times t, RandomStreams rng) {
    return corruption.corrupt(x0, corruption.drawNoise(x0, rng), t);
  }

  @Override
  public FloatBatch onPrediction(FloatBatch x0, RandomStreams rng) {
    return impose(x0, values);
  }

  /** The known elements of one batch, of as many rows or of one, put into another. */
  private FloatBatch impose(FloatBatch x, FloatBatch known) {
    if (!Arrays.equals(x.shape(), mask.shape()) || !(shared || x.rows() == mask.rows())) {
      throw new IllegalArgumentException(
          "a known region of %d items %s for a batch of %d items %s: shapes and rows must be equal, or give one item to KnownRegion.everyRow"
              .formatted(
                  mask.rows(),
                  Arrays.toString(mask.shape()),
                  x.rows(),
                  Arrays.toString(x.shape())));
    }
    return x.map(
        (i, e, value) ->
            mask.at(shared ? 0 : i, e) == 1 ? known.at(known.rows() == 1 ? 0 : i, e) : value);
  }
}
