/** Tells Jupyter about the kernel, and finds and starts Jupyter. */
package org.udm.notebook.launch;
