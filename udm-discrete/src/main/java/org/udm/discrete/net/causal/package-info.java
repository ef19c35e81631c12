/**
 * Networks that write rows token by token: the Seq2Seq x_0-predictor and the autoregressive model.
 *
 * <p>What lives here: the causal decoder, its loss, its draws with cached keys and values. What may
 * not: corruptions, reverse kernels. A row's law is {@code prod_l q(x^l | x^{&lt;l}, ...)}, so it
 * is known exactly and its tokens are not independent; the token at (row i, position l) is decided
 * by the l-th uniform number of {@code rng.row(i)}, and so is the end of a row. Letters: B rows, L
 * length, V vocabulary, D width, H heads, M places of the encoder, N asked places.
 */
package org.udm.discrete.net.causal;
