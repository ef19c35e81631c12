/**
 * Notebook files, format 4: their cells, what an execution left in them, and whether it is up to
 * date.
 */
package org.udm.notebook.document;
