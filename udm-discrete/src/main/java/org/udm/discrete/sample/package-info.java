/**
 * What is believed about tokens, read and drawn position by position, and what is known of them.
 *
 * <p>Nothing here knows a corruption. Letters: B rows, L length, V vocabulary, P listed positions.
 *
 * <p>The convention that lets a sampler save work without changing its result: whoever draws tokens
 * decides the one at row i, position l with the l-th uniform number of {@code rng.row(i)}, by the
 * inverse of the distribution function. So drawing some positions gives the tokens that drawing all
 * of them would have given there.
 */
package org.udm.discrete.sample;
