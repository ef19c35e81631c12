/** Runs notebooks without Jupyter, one kernel each, and says which cell failed. */
package org.udm.notebook.headless;
