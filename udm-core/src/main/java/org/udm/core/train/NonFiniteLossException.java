package org.udm.core.train;

/** Thrown when a loss or a gradient is no longer a finite number. */
public final class NonFiniteLossException extends ArithmeticException {
  private static final long serialVersionUID = 1L;

  private final long step;

  /**
   * Says at which step training broke down.
   *
   * @param step the number of the step, counted from 1
   * @param loss the loss of that step
   * @param gradientNorm the gradient norm of that step
   */
  public NonFiniteLossException(long step, double loss, double gradientNorm) {
    super(
        "the loss is not finite at step %d (loss %s, gradient norm %s): lower the learning rate, clip the gradient or train in fp32"
            .formatted(step, loss, gradientNorm));
    this.step = step;
  }

  /**
   * Returns the step at which training broke down.
   *
   * @return the number of the step, counted from 1
   */
  public long step() {
    return step;
  }
}
