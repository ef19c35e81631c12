/**
 * Randomness as an argument: named, splittable, counter-based streams, and the enumeration of a
 * random procedure over a finite number of outcomes.
 *
 * <p>Row i of a batch gets the same numbers whatever the batch size or the number of threads.
 */
package org.udm.core.random;
