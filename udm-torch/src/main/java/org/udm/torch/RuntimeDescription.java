package org.udm.torch;

/**
 * What a run was computed with: part of every run record.
 *
 * @param libTorch version of LibTorch
 * @param blas library of the matrix products on the processor: MKL, OpenBLAS or unknown
 * @param threads threads of the native loops
 * @param cpuCapability instruction set that LibTorch uses on the processor, such as AVX512
 * @param device device of the tensors, such as {@code cuda:0}
 * @param gpus CUDA devices that LibTorch can use
 * @param precision arithmetic of the matrix products
 * @param seed seed of the initial weights
 * @param java version of the Java runtime
 * @param platform operating system and processor of the native libraries
 */
public record RuntimeDescription(
    String libTorch,
    String blas,
    int threads,
    String cpuCapability,
    String device,
    int gpus,
    Precision precision,
    long seed,
    String java,
    String platform) {}
