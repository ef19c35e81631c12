/**
 * Conditional generation: states with what they are given, and how everything else acts on them.
 *
 * <p>What lives here: the pair and its operations. What may not: conditions of a certain kind, and
 * clamping of known parts of x_0 ({@link org.udm.core.sample.Condition}). Letters: c what a row is
 * given.
 */
package org.udm.core.given;
