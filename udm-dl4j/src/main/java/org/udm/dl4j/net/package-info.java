/**
 * Networks of Deeplearning4j as x_0-predictors of points, images and tokens, the losses that they
 * learn by, and ready configurations.
 *
 * <p>Reverse kernels are not known here. Letters: B rows, N elements of an item, C channels, L
 * length, V vocabulary, D width, F what a network says.
 */
package org.udm.dl4j.net;
