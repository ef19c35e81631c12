/**
 * Runs on Deeplearning4j: its networks as models that a run trains, keeps and samples.
 *
 * <p>What lives here: everything of the command that touches {@code org.udm.dl4j} and ND4J. It runs
 * in a JVM that {@link org.udm.cli.processes.EngineJvm} starts, and in no other. What may not:
 * corruptions and samplers, which are those of the kinds of data.
 */
package org.udm.cli.dl4j;
