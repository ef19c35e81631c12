/**
 * Java notebooks for the framework, in the dialect of IJava.
 *
 * <p>{@code shell} runs cells in a JShell, {@code kernel} speaks with Jupyter, {@code display}
 * draws the framework's types, {@code document} reads and writes notebook files, and {@code
 * headless} runs them without Jupyter. Nothing here knows an engine; what a notebook trains it gets
 * from {@code org.udm.discrete.net} and {@code org.udm.continuous.net}.
 */
package org.udm.notebook;
