/**
 * The marginal identity as a product feature: does a reverse kernel lead from {@code p(x_t | x_0)}
 * to {@code p(x_s | x_0)}? Exactly, by enumeration, where states are finite; statistically, at a
 * stated level and with a stated power, otherwise.
 */
package org.udm.core.verify;
