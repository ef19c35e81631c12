/**
 * The Deeplearning4j engine: ND4J is found and started here, and states become arrays and back.
 *
 * <p>What lives here: the guard in front of ND4J, conversions. What may not: networks, learning,
 * diffusion. Letters of shapes: B rows, N elements of an item, L length, V vocabulary.
 */
package org.udm.dl4j;
