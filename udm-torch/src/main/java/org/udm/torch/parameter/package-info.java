/**
 * The weights of a network as one flat tensor: names, shapes, initial values, views for the layers,
 * gradients.
 *
 * <p>What lives here: the layout and the memory. What may not: layers, optimisers, files.
 *
 * <p>Letters of shapes: P number of weights, D width.
 */
package org.udm.torch.parameter;
