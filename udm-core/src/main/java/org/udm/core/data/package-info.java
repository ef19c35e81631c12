/**
 * Files that have to be got before there are data: the same for images and for text.
 *
 * <p>What may not live here: the formats of files, what a state is.
 */
package org.udm.core.data;
