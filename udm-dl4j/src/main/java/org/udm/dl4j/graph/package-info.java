/**
 * Networks of Deeplearning4j as functions with a gradient, and how they learn: asked and
 * differentiated with respect to weights and inputs, brought forward by their own updaters, kept in
 * their own file format.
 *
 * <p>What lives here: everything that knows Deeplearning4j's training. What may not: what inputs
 * and outputs mean. Letters of shapes: B rows, P number of weights.
 */
package org.udm.dl4j.graph;
