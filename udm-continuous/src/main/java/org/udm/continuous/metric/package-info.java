/**
 * Distances between two sets of items, a sample and a reference.
 *
 * <p>Every number says whether smaller or larger is better and how its error falls with the number
 * of items. Letters: n and m items of the two sets, N elements of an item, |x - y| the Euclidean
 * distance.
 */
package org.udm.continuous.metric;
