package org.udm.discrete.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.udm.core.data.Download;
import org.udm.core.data.DownloadListener;
import org.udm.discrete.TokenBatch;

/** With small files of the same form, from a server on this machine. */
class TextBenchmarkTest {
  @TempDir Path folder;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  /** A benchmark like another, with another content. */
  private TextBenchmark serve(TextBenchmark like, String entry, byte[] content)
      throws IOException, NoSuchAlgorithmException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("readme"));
      zip.write('?');
      zip.putNextEntry(new ZipEntry(entry));
      zip.write(content);
    }
    byte[] sent = bytes.toByteArray();
    String path = "/" + like.name() + ".zip";
    server.createContext(
        path,
        exchange -> {
          exchange.sendResponseHeaders(200, sent.length);
          exchange.getResponseBody().write(sent);
          exchange.close();
        });
    return new TextBenchmark(
        like.name(),
        new Download(
            URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path),
            HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(sent))),
        content.length,
        like.validationFraction(),
        like.testFraction(),
        like.vocabulary());
  }

  private static int[] part(TextData data, TextPart part) {
    return data.batches(part, 1).flatMapToInt(row -> Arrays.stream(row.row(0))).toArray();
  }

  @Test
  void lettersAreCutInNineteenAndTwentieths() throws Exception {
    byte[] content = "the cat sleeps ab z".repeat(20).getBytes(StandardCharsets.UTF_8); // 380
    TextBenchmark text8 = serve(TextBenchmark.text8(), "text8", content);
    TextSource text = text8.source(folder.resolve("new"), DownloadListener.none());
    TextData data =
        TextData.open(text, text8.vocabulary(), text8.blocks(8), folder.resolve("cache"));
    assertEquals(27, data.vocabulary().size());
    assertEquals(342, data.tokens(TextPart.TRAINING));
    assertEquals(19, data.tokens(TextPart.VALIDATION));
    assertEquals(19, data.tokens(TextPart.TEST));
    assertEquals(3, data.rows(TextPart.TEST)); // 8, 8 and 3
    String all = new String(content, StandardCharsets.UTF_8);
    Vocabulary letters = data.vocabulary();
    assertEquals(all.substring(0, 342), letters.decode(part(data, TextPart.TRAINING)));
    assertEquals(all.substring(342, 361), letters.decode(part(data, TextPart.VALIDATION)));
    assertEquals(all.substring(361), letters.decode(part(data, TextPart.TEST)));
    assertEquals(19L, data.description().get("testTokens"));
    String hash = text.hash();
    server.stop(0); // it is there now
    assertEquals(hash, text8.source(folder.resolve("new"), DownloadListener.none()).hash());
    Files.delete(folder.resolve("new/text8")); // and so is its archive
    assertEquals(hash, text8.source(folder.resolve("new"), DownloadListener.none()).hash());
  }

  @Test
  void bytesAreTakenAsTheyAre() throws Exception {
    byte[] content = new byte[400];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) (i * 7 + 128); // no UTF-8, NULs
    }
    TextBenchmark enwik8 = serve(TextBenchmark.enwik8(), "enwik8", content);
    TextSource bytes = enwik8.source(folder, DownloadListener.none());
    TextData data = TextData.open(bytes, enwik8.vocabulary(), enwik8.blocks(20), folder);
    int[] expected = new int[20];
    for (int i = 0; i < 20; i++) {
      expected[i] = Byte.toUnsignedInt(content[380 + i]);
    }
    assertArrayEquals(expected, part(data, TextPart.TEST));
    assertEquals(
        400,
        data.tokens(TextPart.TRAINING)
            + data.tokens(TextPart.VALIDATION)
            + data.tokens(TextPart.TEST));
    assertEquals(20, data.batches(TextPart.VALIDATION, 8).mapToInt(TokenBatch::tokens).sum());
    String message =
        assertThrows(
                TextDataException.class,
                () -> TextData.open(bytes, CharacterVocabulary.of("a"), enwik8.blocks(20), folder))
            .getMessage();
    assertTrue(message.contains("is for blocks of a byte vocabulary"), message);
    assertThrows(
        TextDataException.class,
        () ->
            TextData.open(
                bytes, ByteVocabulary.of(), TextOptions.documents(RowUnit.LINE, 9), folder));
  }

  @Test
  void aHundredMillionIsCutAsPapersDo() {
    for (TextBenchmark benchmark : TextBenchmark.all()) {
      assertEquals(100_000_000, benchmark.size());
      TextOptions options = benchmark.blocks(256);
      double kept = options.validationFraction() + options.testFraction();
      assertEquals(90_000_000, (long) ((1 - kept) * benchmark.size()));
      assertEquals(95_000_000, (long) ((1 - options.testFraction()) * benchmark.size()));
      assertEquals(Optional.of(benchmark), TextBenchmark.named(benchmark.name()));
    }
    assertEquals(Optional.empty(), TextBenchmark.named("text9"));
    assertEquals(
        List.of("text8", "enwik8"), TextBenchmark.all().stream().map(TextBenchmark::name).toList());
  }

  @Test
  void fractionsLeaveSomethingForEveryPart() throws IOException {
    TextOptions options = TextOptions.blocks(2).withValidationFraction(0.4);
    for (double fraction : new double[] {-0.1, 0.6, Double.NaN}) {
      assertThrows(IllegalArgumentException.class, () -> options.withTestFraction(fraction));
    }
    TextSource text = TextSource.of(Files.writeString(folder.resolve("text"), "0123456789"));
    Vocabulary bytes = ByteVocabulary.of();
    TextData data = TextData.open(text, bytes, options.withTestFraction(0.2), folder);
    assertEquals("89", bytes.decode(part(data, TextPart.TEST)));
    String message =
        assertThrows(
                TextDataException.class,
                () -> TextData.open(text, bytes, options.withTestFraction(0.1), folder))
            .getMessage();
    assertTrue(
        message.contains(
            "5 for training and 4 for validation (fraction 0.4) and 1 for the test (fraction 0.1), but each part needs 2; give at least 11 tokens"),
        message);
    TextData two = TextData.open(text, bytes, options, folder);
    assertEquals(0, two.rows(TextPart.TEST));
    assertEquals(0, two.batches(TextPart.TEST, 4).count());
  }

  @Test
  void withoutANetworkItSaysWhatToDo() throws Exception {
    TextBenchmark text8 = serve(TextBenchmark.text8(), "text8", new byte[] {'a', 'b'});
    server.stop(0);
    String message = message(text8);
    assertTrue(message.contains("cannot get " + text8.archive().address()), message);
    Path place = folder.resolve("text8.zip").toAbsolutePath();
    assertTrue(message.contains("without a network, copy the file to " + place), message);
    // The text itself will do as well, if it is the text.
    Files.writeString(folder.resolve("text8"), "ab");
    assertEquals(2, text8.source(folder, DownloadListener.none()).bytes());
    Files.writeString(folder.resolve("text8"), "abc");
    assertTrue(message(text8).contains("has 3 bytes there instead of 2"));
  }

  @Test
  void anotherArchiveIsRefused() throws Exception {
    TextBenchmark other = serve(TextBenchmark.text8(), "text9", new byte[] {'a'});
    assertTrue(message(other).contains("holds no file text8"));
    TextBenchmark enwik8 = serve(TextBenchmark.enwik8(), "enwik8", new byte[] {'a'});
    TextBenchmark longer =
        new TextBenchmark("enwik8", enwik8.archive(), 2, 0.05, 0.05, ByteVocabulary.of());
    assertTrue(message(longer).contains("has 1 bytes there instead of 2"));
    assertFalse(Files.exists(folder.resolve("enwik8")));
  }

  private String message(TextBenchmark benchmark) {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> benchmark.source(folder, DownloadListener.none()))
            .getMessage();
    assertEquals(1, message.lines().count());
    return message;
  }
}
