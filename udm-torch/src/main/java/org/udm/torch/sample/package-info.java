/**
 * Draws from the laws that networks give, on their device, with random numbers given by the caller.
 *
 * <p>What lives here: categorical draws. What may not: generators of random numbers, networks,
 * reverse kernels.
 *
 * <p>Letters of shapes: N rows, V vocabulary, K draws per row.
 */
package org.udm.torch.sample;
