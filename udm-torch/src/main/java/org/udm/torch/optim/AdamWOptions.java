package org.udm.torch.optim;

/**
 * The constants of {@link AdamW}.
 *
 * @param beta1 memory of the mean of the gradient, in [0, 1)
 * @param beta2 memory of the mean of its square, in [0, 1)
 * @param epsilon added to the root of the second, positive
 * @param weightDecay pull of matrices towards 0 per unit of learning rate, 0 or more
 */
public record AdamWOptions(double beta1, double beta2, double epsilon, double weightDecay) {
  /** Validates the ranges. */
  public AdamWOptions {
    if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1)) {
      throw new IllegalArgumentException("betas " + beta1 + ", " + beta2 + ": both in [0, 1)");
    }
    if (!(epsilon > 0)) {
      throw new IllegalArgumentException("epsilon " + epsilon + ": positive, such as 1e-8");
    }
    if (!(weightDecay >= 0)) {
      throw new IllegalArgumentException("weight decay " + weightDecay + ": 0 or more");
    }
  }

  /** Betas 0.9 and 0.99, epsilon 1e-8, weight decay 0.1. */
  public static AdamWOptions defaults() {
    return new AdamWOptions(0.9, 0.99, 1e-8, 0.1);
  }

  /** The same with other betas. */
  public AdamWOptions withBetas(double first, double second) {
    return new AdamWOptions(first, second, epsilon, weightDecay);
  }

  /** The same with another epsilon. */
  public AdamWOptions withEpsilon(double value) {
    return new AdamWOptions(beta1, beta2, value, weightDecay);
  }

  /** The same with another weight decay. */
  public AdamWOptions withWeightDecay(double value) {
    return new AdamWOptions(beta1, beta2, epsilon, value);
  }
}
