/**
 * Continuous data: the state of real vectors and images.
 *
 * <p>Letters: B rows; an item is a vector [D] or an image [C, H, W] in row-major order, N its
 * number of elements. Elements are floats, coefficients are computed in double.
 */
package org.udm.continuous;
