/**
 * Draws from laws over a vocabulary, on the device, from uniform numbers that the caller gives.
 *
 * <p>Letters of shapes: N places, V vocabulary.
 */
package org.udm.torch.sample;
