/**
 * Text as token rows: vocabularies, files of any size encoded once and mapped into memory, training
 * draws and validation batches.
 *
 * <p>What may not live here: corruptions, networks, devices. Letters: B rows of a batch, L length
 * of a row, V vocabulary, n tokens of a text. Ids are in [0, V); the mask is id V and belongs to no
 * vocabulary.
 */
package org.udm.discrete.text;
