/**
 * What is predicted of x_0 behind {@code x_t = alpha_t x_0 + sigma_t eps}: parametrizations of a
 * network's output, weights of the squared error and the times at which it is taken, guidance,
 * beliefs and the variances that they give a reverse step, and the exact predictors of Gaussian
 * data and of mixtures.
 *
 * <p>Letters: B rows, N elements of an item; alpha_t and sigma_t the path's coefficients. No
 * reverse kernel, no sampler and no network lives here.
 */
package org.udm.continuous.predict;
