/**
 * The Jupyter kernel: messages in, outputs out, and IJava's magic commands. It runs with a
 * connection to Jupyter or, for the headless runner, without one.
 */
package org.udm.notebook.kernel;
