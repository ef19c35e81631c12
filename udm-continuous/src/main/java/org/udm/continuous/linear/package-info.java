/**
 * Corruptions that are linear in x_0: blur, fading masks, pixelation, small matrices; degradations
 * without noise; and corruptions that a user writes as a function of one row.
 *
 * <p>Nothing here knows a network. Letters: B rows, an item [C, H, W] or [D] with N elements; u =
 * V^T x the N coefficients of an item in an orthonormal basis V; a_t and sigma_t [N] the signal and
 * noise coefficients at time t; eps standard normal noise; v the variance of a reverse step.
 */
package org.udm.continuous.linear;
