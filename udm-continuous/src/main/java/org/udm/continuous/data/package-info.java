/**
 * Continuous data: points of known laws, images from files, images drawn in code, pictures of both.
 *
 * <p>Every source is a pure function of the step and its random streams. Pixels lie in [-1, 1], -1
 * black; labels are kept beside them. Letters: n items, B rows of a batch, an item [D] or [C, H,
 * W], N its number of elements.
 */
package org.udm.continuous.data;
