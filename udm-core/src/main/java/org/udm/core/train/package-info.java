/**
 * Training: the objective turns clean rows into examples, a learner takes a step on each, the
 * trainer runs the loop and tells its listeners.
 */
package org.udm.core.train;
