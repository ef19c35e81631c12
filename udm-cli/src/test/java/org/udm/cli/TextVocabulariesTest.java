package org.udm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.udm.cli.MessagesTest.FAILED;
import static org.udm.cli.MessagesTest.USAGE;
import static org.udm.cli.MessagesTest.assertTold;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.udm.cli.console.Json;
import org.udm.cli.console.TextFile;

/** What a token is can be chosen, is kept with the run, and cannot be another one later. */
class TextVocabulariesTest {
  /** Words of {@link Cli#text}, as a tokenizer.json has them. */
  private static final String TOKENIZER =
      """
      {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [],
       "normalizer": null, "pre_tokenizer": {"type": "WhitespaceSplit"}, "post_processor": null,
       "decoder": null,
       "model": {"type": "WordLevel", "unk_token": "[UNK]",
                 "vocab": {"[UNK]": 0, "the": 1, "cat": 2, "dog": 3, "a": 4}}}
      """;

  @TempDir static Path folder;
  private static Path text;

  @BeforeAll
  static void write() {
    text = Cli.text(folder.resolve("text.txt"));
  }

  private static Path trained(String name, Object... options) {
    Path out = folder.resolve(name);
    Cli.succeed((Object[]) Cli.train(text, out, "--steps=2", "--length=8", options));
    return out;
  }

  private static double characters(Path run) {
    Map<String, Object> json = Cli.succeed("eval", run, "--json", "--rows=3", "--draws=1").json();
    double bits = (Double) ((Map<?, ?>) json.get("bits_per_token")).get("mean");
    Map<?, ?> per = (Map<?, ?>) json.get("bits_per_character");
    double perCharacter = (Double) per.get("mean");
    double shares =
        ((Number) json.get("tokens")).doubleValue()
            / ((Number) per.get("characters")).doubleValue();
    assertEquals(bits * shares, perCharacter, 1e-9);
    return shares;
  }

  @Test
  void piecesOfWordsAreLearned() {
    Path run = trained("bpe", "--vocabulary=bpe", "--vocabulary-size=270");
    assertTrue(characters(run) < 1, "a token has more than a character");
    assertEquals(270, description(run).get("size"));
    Cli.succeed("sample", run, "--prompt=the cat");
  }

  private static Map<String, Object> description(Path run) {
    return Json.object(TextFile.read(run.resolve("vocabulary.json")), "");
  }

  @Test
  void tokenizersOfOthersAreUsed() throws IOException {
    Path file = Files.writeString(folder.resolve("tokenizer.json"), TOKENIZER);
    Path run = trained("tokenizer", "--tokenizer=" + file);
    Files.delete(file); // the run keeps it
    assertTrue(characters(run) < 1);
    List<?> texts =
        (List<?>) Cli.succeed("sample", run, "--json", "--prompt=the cat").json().get("texts");
    assertTrue(texts.get(0).toString().startsWith("the cat"), texts::toString);
  }

  /** The record of a run names a vocabulary and a tokenizer, which nobody chose both. */
  @Test
  void aRecordWithATokenizerIsAConfiguration() throws IOException {
    Path file = Files.writeString(folder.resolve("kept.json"), TOKENIZER);
    Path run = trained("recorded", "--tokenizer=" + file);
    Path again = trained("again", "--config=" + run.resolve("run.json"));
    assertEquals(description(run), description(again));
    Cli.succeed("train", "text", "--resume", "--steps=3", "--out", again);
    Path words = folder.resolve("words");
    Object[] chosen =
        Cli.train(text, words, "--config=" + run.resolve("run.json"), "--vocabulary=words");
    assertTold(USAGE, "it is for runs without --tokenizer", chosen);
    Cli.succeed(chosen, "--tokenizer=", "--steps=1");
    assertEquals("words", description(words).get("kind"));
  }

  /** Two words that changed places have the same size, and are noticed. */
  @Test
  void aTokenizerThatDoesNotFitTheCheckpointIsRefused() throws IOException {
    Path run = trained("first", "--vocabulary=words");
    Path vocabulary = run.resolve("vocabulary.json");
    String swapped =
        Files.readString(vocabulary)
            .replace("\"cat\"", "\"x\"")
            .replace("\"dog\"", "\"cat\"")
            .replace("\"x\"", "\"dog\"");
    Files.writeString(vocabulary, swapped);
    for (String command : List.of("sample", "eval")) {
      assertTold(FAILED, "is not what the model was trained with", command, run);
    }
    Files.copy(
        trained("second", "--vocabulary=bytes").resolve("vocabulary.json"),
        vocabulary,
        StandardCopyOption.REPLACE_EXISTING);
    assertTold(FAILED, "put the file of the run back", "sample", run);
  }

  @Test
  void whatCannotBeReadIsSaid() throws IOException {
    refused(USAGE, "--tokenizer", "there is no such file", text, "--tokenizer=none.json");
    Path damaged = Files.writeString(folder.resolve("damaged.json"), "{");
    refused(USAGE, "damaged.json: damaged", "no JSON", text, "--tokenizer=" + damaged);
    refused(USAGE, "there is no such file", "did you mean --data text8?", "txt8");
    Path cache = Files.createDirectories(folder.resolve("cache"));
    Files.writeString(cache.resolve("text8"), "too short");
    refused(FAILED, "--data text8", "has 9 bytes there instead of 100000000", "text8:" + cache);
  }

  private static void refused(
      int status, String first, String second, Object data, Object... options) {
    Object[] args = Cli.trainOn("text", data, folder.resolve("refused"), options);
    assertTold(status, first, args);
    assertTold(status, second, args);
  }
}
