/**
 * Runs on text: data, vocabulary, families of corruptions, prompts and gaps.
 *
 * <p>A family of corruptions is one entry of {@link org.udm.cli.text.TextFamily}: its {@link
 * org.udm.cli.run.Model} gives objective and loss, its {@link org.udm.cli.text.TextTrained} the
 * bounds and the samplers by name. Letters: L length, V vocabulary.
 */
package org.udm.cli.text;
