/**
 * Runs on images: files of them and glyphs drawn in code, blur and pixelation beside Gaussian
 * noise, and pictures of what is drawn.
 *
 * <p>Letters: C channels, H height, W width of an image, K classes.
 */
package org.udm.cli.image;
