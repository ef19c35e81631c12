/**
 * Networks for points and images: x_0-predictors and how they learn.
 *
 * <p>Gradients, devices and learning rates are known here and nowhere else in this module; reverse
 * kernels are not known here. Letters: B rows, an item [D] or [C, H, W] with N elements, K classes,
 * W width of a condition, F the network's output.
 */
package org.udm.continuous.net;
