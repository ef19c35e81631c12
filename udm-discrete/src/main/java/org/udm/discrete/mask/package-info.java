/**
 * Masking: tokens are replaced by a mask, and revealed again.
 *
 * <p>Corruption, reverse kernels, bounds, the exact predictor of a finite data set and the samplers
 * that save predictions without changing what they draw. Letters: B rows, L length, V vocabulary;
 * alpha_t the probability that a token is kept until t; CE the cross-entropy -log p(x_0^l | x_t).
 */
package org.udm.discrete.mask;
