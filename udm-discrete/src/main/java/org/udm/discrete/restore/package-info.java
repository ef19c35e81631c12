/**
 * A conditional task that any text gives: punctuation and capitals are taken away, and are to be
 * written again.
 *
 * <p>What may not live here: networks, samplers. Letters: B rows, V vocabulary.
 */
package org.udm.discrete.restore;
