/**
 * Networks for tokens: transformer x_0-predictors that write all places at once, with or without
 * sources, or block by block; how long rows are, and how they learn. Those that write token by
 * token are in {@code net.causal}.
 *
 * <p>Gradients, devices and learning rates are known here and nowhere else in this module; reverse
 * kernels are not known here. Letters: B rows, L length, V vocabulary, D width, H heads, S length
 * of sources, N asked places.
 */
package org.udm.discrete.net;
