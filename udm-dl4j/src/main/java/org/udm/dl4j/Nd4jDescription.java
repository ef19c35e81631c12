package org.udm.dl4j;

/**
 * What a run on ND4J is computed with.
 *
 * @param version version of ND4J
 * @param backend its backend, such as CpuBackend
 * @param threads threads of its loops
 * @param gpus CUDA devices that it uses, 0 on a processor
 */
public record Nd4jDescription(String version, String backend, int threads, int gpus) {}
