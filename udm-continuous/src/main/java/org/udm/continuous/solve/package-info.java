/**
 * Samplers in continuous time: the reverse stochastic differential equation, the probability-flow
 * equation and its solvers, Langevin steps, and time grids.
 *
 * <p>DDPM and DDIM need nothing from here: they are core's {@code PredictThenCorrect} with a member
 * of {@code GaussianKernel}. Letters: alpha_t, sigma_t, r_t = sigma_t / alpha_t the path's
 * coefficients and their quotient; lambda = -log r_t; D(x_t, t) = E[x_0 | x_t] the belief's mean;
 * eps(x_t, t) = (x_t - alpha_t D) / sigma_t.
 */
package org.udm.continuous.solve;
