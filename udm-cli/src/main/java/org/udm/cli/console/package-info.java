/**
 * How the command speaks: results and their stream, messages in one line, progress, JSON, signals.
 *
 * <p>Nothing here knows of models or runs.
 */
package org.udm.cli.console;
