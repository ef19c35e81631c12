/**
 * What all runs share, whatever they learn: settings, the run's directory and record, training with
 * its checkpoints and messages, and the reading of what was trained.
 *
 * <p>Generic in the state X. A kind of data enters by {@link org.udm.cli.run.Kind}, a family of
 * corruptions by {@link org.udm.cli.run.Model}; no kind is named here.
 */
package org.udm.cli.run;
