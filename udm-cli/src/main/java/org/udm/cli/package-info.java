/**
 * The {@code udm} command: options, files, progress and messages around the libraries.
 *
 * <p>Exit status: 0 done, 1 failed, 2 wrong usage. What a user can mend is told in one line ({@link
 * UserException}); {@code --verbose} adds the stack trace.
 */
package org.udm.cli;
