/**
 * Training on the engine: a loss, and the learner that brings it down.
 *
 * <p>What lives here: the one learner, its options, what a loss is. What may not: losses and
 * networks of a certain state.
 *
 * <p>Letters of shapes: B batch, P number of weights.
 */
package org.udm.torch.train;
