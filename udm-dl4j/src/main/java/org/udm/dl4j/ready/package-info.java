/**
 * Ready networks, built with Deeplearning4j's configuration API: a residual one for points, a
 * convolutional U-Net for images, an encoder and decoder for text.
 *
 * <p>Letters: B rows, C channels, L length, V vocabulary, D width.
 */
package org.udm.dl4j.ready;
