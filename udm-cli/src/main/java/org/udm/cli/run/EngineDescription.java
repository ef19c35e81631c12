package org.udm.cli.run;

/**
 * What a run is computed with.
 *
 * @param library the engine's library, such as libtorch
 * @param version its version
 * @param device such as cpu or cuda:0
 * @param threads threads of the native loops
 * @param precision arithmetic of the network, such as fp32
 */
public record EngineDescription(
    String library, String version, String device, int threads, String precision) {}
