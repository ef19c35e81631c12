/**
 * Artificial languages with a known law: probabilistic grammars of finitely many sentences, their
 * exact entropy, and rows drawn from them.
 *
 * <p>What may not live here: corruptions, networks, devices. Letters: B rows, L length of a row, V
 * vocabulary.
 */
package org.udm.discrete.grammar;
