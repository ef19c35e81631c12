/**
 * Discrete data: the state of tokens.
 *
 * <p>Letters: B rows, L length of the longest row, V vocabulary. Ids are in [0, V); a corruption
 * may add ids of its own from V on, such as the mask.
 */
package org.udm.discrete;
