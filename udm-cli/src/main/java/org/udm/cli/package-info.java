/**
 * The {@code udm} command and its subcommands: options and messages around the runs.
 *
 * <p>Exit status: 0 done, 1 failed, 2 wrong usage. What a user can mend is told in one line ({@link
 * org.udm.cli.console.UserException}); {@code --verbose} adds the stack trace. The kinds of data
 * are entered in {@code Kinds}.
 */
package org.udm.cli;
