/**
 * Files that hold a run: named tensors in the safetensors format, written so that a crash leaves
 * the last good one.
 *
 * <p>What lives here: the format, its validation, and what of a run is saved. What may not:
 * training.
 */
package org.udm.torch.checkpoint;
