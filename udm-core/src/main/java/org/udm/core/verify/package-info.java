/**
 * The marginal identity as a product feature: does a reverse kernel lead from {@code p(x_t | x_0)}
 * to {@code p(x_s | x_0)}? Exactly, by enumeration, where states are finite; statistically, at a
 * stated level and with a stated power, otherwise. And does it begin and end at x_0, and does the
 * noise posterior give the noise that led to x_t?
 */
package org.udm.core.verify;
