/**
 * Runs cells of Java in a JShell within this JVM, and says where in a cell something failed. Knows
 * nothing of Jupyter.
 */
package org.udm.notebook.shell;
