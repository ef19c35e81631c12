/**
 * Several processes that work as one: how they find each other, what they tell each other, and how
 * each of them notices that another is lost.
 *
 * <p>What lives here: the processes as a learner sees them, the variables by which they are
 * started, sums over them. What may not: what is summed, and who starts them.
 *
 * <p>Letters: B rows of a batch, N processes.
 */
package org.udm.torch.parallel;
