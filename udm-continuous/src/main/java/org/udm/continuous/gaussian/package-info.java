/**
 * The Gaussian corruption {@code x_t = alpha_t x_0 + sigma_t eps}: its paths, noise posterior and
 * one family of reverse kernels of which DDPM and DDIM are members.
 *
 * <p>Letters: B rows, N elements of an item; t and s times in [0, 1], s &lt; t; alpha_t and sigma_t
 * the coefficients of signal and noise, r_t = sigma_t / alpha_t; v the variance of a reverse
 * kernel, w that of a step p(x_s | x_t). No predictor and no network lives here.
 */
package org.udm.continuous.gaussian;
