/**
 * Corruptions that edit rows and may change their lengths: deletion, insertion of noise tokens, and
 * a user's own, written for one row.
 *
 * <p>What x_t says about x_0 is an alignment: which tokens of x_0 are those of x_t. Letters: B
 * rows, L length of x_0, M length of x_t, V vocabulary; N(a, b) the number of embeddings of the row
 * a in the row b as a subsequence. Empty rows are rows like others: fully deleted text is one.
 */
package org.udm.discrete.edit;
