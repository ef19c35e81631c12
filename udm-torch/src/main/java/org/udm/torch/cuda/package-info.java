/**
 * What a machine has for computing on an NVIDIA GPU: the driver, the cards, and the libraries of
 * CUDA 13, cuDNN 9 and NCCL that LibTorch's GPU build is linked against.
 *
 * <p>What lives here: looking for these, loading the libraries, and saying what is missing and how
 * to get it. What may not: native bindings, tensors, anything that needs LibTorch to be loaded.
 */
package org.udm.torch.cuda;
