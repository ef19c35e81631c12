/**
 * Runs on points: the laws of the plane, files of numbers, and pictures of dots.
 *
 * <p>Letters: D numbers of a point, K classes.
 */
package org.udm.cli.point;
