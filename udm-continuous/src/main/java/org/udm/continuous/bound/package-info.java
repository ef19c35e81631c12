/**
 * Bounds on the negative log-likelihood of Gaussian diffusion, in nats: in discrete steps, in
 * continuous time, and the exact likelihood of the probability flow.
 *
 * <p>Letters: B rows, N elements of an item; v the variance of a reverse kernel p(x_s | x_t, x_0),
 * w that of the model's step p(x_s | x_t); SNR = alpha_t^2 / sigma_t^2.
 */
package org.udm.continuous.bound;
