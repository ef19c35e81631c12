/**
 * Categorical corruption: every token moves by itself along a Markov process over finitely many
 * states, such as uniform replacement, D3PM's banded and nearest-neighbour matrices, or a mixture
 * of masks and wrong tokens.
 *
 * <p>The process, the corruption and its noise posterior, the Markov posterior as a reverse kernel,
 * the exact predictor of a finite data set, bounds in steps and in continuous time, and the
 * corrector. Letters: B rows, L length, V vocabulary (clean ids), K states (ids that x_t may hold,
 * at least V); Q_(t|s) the matrix of p(x_t | x_s) for one token, {@code Q_t = Q_(t|0)}.
 */
package org.udm.discrete.categorical;
