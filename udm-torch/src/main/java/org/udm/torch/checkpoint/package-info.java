/**
 * Checkpoints: named tensors and a few words about them in one safetensors file, written so that it
 * is the old file or the new one and never half of it.
 */
package org.udm.torch.checkpoint;
