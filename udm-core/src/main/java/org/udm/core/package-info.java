/**
 * The objects of the theory, generic in the state {@code X}, a batch of rows.
 *
 * <p>A model is a corruption {@code x_t = F_t(x_0, eps)} and a reverse kernel {@code p(x_s | x_t,
 * x_0)} that obeys the marginal identity
 *
 * <pre>integral of p(x_s | x_t, x_0) p(x_t | x_0) dx_t = p(x_s | x_0).</pre>
 *
 * <p>Nothing here does arithmetic on {@code X}, knows a network or holds mutable static state;
 * randomness is always an argument. Letters: B rows of a batch, t and s times in [0, 1] with s &lt;
 * t; t = 0 is clean, t = 1 is the prior.
 */
package org.udm.core;
