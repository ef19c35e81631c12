/**
 * Corruptions written for one row and lifted to batches.
 *
 * <p>What lives here: the lift, the same for every state. What may not: how a state is taken apart
 * into rows, which is the state's affair ({@link org.udm.core.row.Rows}).
 *
 * <p>Letters: B rows of a batch, R one row as plain numbers, such as {@code float[]} or {@code
 * int[]}.
 */
package org.udm.core.row;
