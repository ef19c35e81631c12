package org.udm.discrete.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A tokenizer in native memory, which is released with this object.
 *
 * <p>The binding would ask the machine's cloud provider who runs it, and get another native library
 * where it finds a GPU; both are switched off, unless the process was started with a choice of its
 * own.
 */
final class NativeTokenizer {
  private static final Cleaner CLEANER = Cleaner.create();

  static {
    keep("ai.djl.offline", "true");
    keep("RUST_FLAVOR", "cpu");
  }

  private final HuggingFaceTokenizer tokenizer;

  private NativeTokenizer(HuggingFaceTokenizer tokenizer) {
    this.tokenizer = tokenizer;
    CLEANER.register(this, tokenizer::close);
  }

  private static void keep(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  static NativeTokenizer of(String json) {
    Map<String, String> asItIs =
        Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");
    try (ByteArrayInputStream in =
        new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8))) {
      return new NativeTokenizer(HuggingFaceTokenizer.newInstance(in, asItIs));
    } catch (IOException | RuntimeException | LinkageError e) {
      // The binding throws bare runtime exceptions for a damaged file, and those or linkage errors
      // where it has no native library for the machine.
      throw new TextDataException(
          "the tokenizer cannot be used (%s); give the tokenizer.json of a model"
              .formatted(String.valueOf(e.getMessage()).replace('\n', ' ')),
          e);
    }
  }

  long[] encode(String text) {
    try {
      return tokenizer.encode(text, false, false).getIds();
    } finally {
      Reference.reachabilityFence(this); // its memory is in use until here
    }
  }

  String decode(long... ids) {
    try {
      return tokenizer.decode(ids, false);
    } finally {
      Reference.reachabilityFence(this);
    }
  }
}
