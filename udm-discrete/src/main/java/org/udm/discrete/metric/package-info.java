/**
 * What generated rows are like: how varied, how repetitive, how far from held-back text, how much
 * of them is copied, how likely under a judge.
 *
 * <p>Every number says whether smaller or larger is better. What may not live here: networks (a
 * judge may be one, but lives elsewhere), corruptions. Letters: B rows, L length of a row, V
 * vocabulary, n length of an n-gram, w a token, h the tokens before it. Units are nats.
 */
package org.udm.discrete.metric;
