/**
 * Networks for tokens: transformer x_0-predictors and how they learn.
 *
 * <p>Gradients, devices and learning rates are known here and nowhere else in this module; reverse
 * kernels are not known here. Letters: B rows, L length, V vocabulary, D width, H heads, N asked
 * places.
 */
package org.udm.discrete.net;
