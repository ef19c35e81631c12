package org.udm.cli.text;

import java.util.LinkedHashMap;
import java.util.Map;
import org.udm.discrete.text.Vocabulary;

/**
 * What a model of text must know of its data.
 *
 * @param vocabulary what the tokens mean
 * @param classes what the network is told
 * @param lengths of the rows
 */
record TextDescription(Vocabulary vocabulary, TextClasses classes, TextLengths lengths) {

  /** Reads a description. */
  static TextDescription of(Map<String, Object> json) {
    return new TextDescription(Vocabulary.of(json), TextClasses.of(json), TextLengths.of(json));
  }

  /** The description as JSON holds it. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>(vocabulary.description());
    classes.describe(json);
    lengths.describe(json);
    return json;
  }

  /** What tells it from others: ids would mean other tokens or classes. */
  String fingerprint() {
    return vocabulary.fingerprint()
        + (classes.areTold() ? " classes:%08x".formatted(classes.names().hashCode()) : "");
  }
}
