/**
 * What changes weights: AdamW, clipping, learning rates, the moving average. All of it works on the
 * flat tensors of {@link org.udm.torch.parameter.Parameters}, in place.
 *
 * <p>What lives here: updates and their state. What may not: layers, files.
 *
 * <p>Letters of shapes: P number of weights.
 */
package org.udm.torch.optim;
