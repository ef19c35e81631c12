package org.udm.torch;

/**
 * The arithmetic of the matrix products of a network; master weights and optimiser state are always
 * {@link DataType#F32}.
 */
public enum Precision {
  /** Products in 32-bit floating point. */
  FP32,
  /**
   * Products in bfloat16 on a rounded copy of the weights; sums, norms, softmax and the residual
   * stream stay in F32.
   */
  BF16
}
