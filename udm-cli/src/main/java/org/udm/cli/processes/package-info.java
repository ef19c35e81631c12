/**
 * The processes of one command: those that it starts itself, and those that {@code torchrun} or
 * {@code srun} started.
 *
 * <p>What lives here: starting, joining and ending them. What may not: what they share out.
 */
package org.udm.cli.processes;
