package org.udm.core.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server on this machine. */
class DownloadTest {
  private static final byte[] CONTENT = "hello\n".getBytes(StandardCharsets.UTF_8);

  /** Of "hello" and a line end, by coreutils' sha256sum. */
  private static final String SHA256 =
      "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03";

  @TempDir Path folder;
  private final List<String> ranges = new CopyOnWriteArrayList<>(); // asked for
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/data/hello.txt", exchange -> send(exchange, CONTENT.length));
    server.createContext("/cut/hello.txt", exchange -> send(exchange, 4));
    server.createContext("/ranges/hello.txt", this::sendRange);
    server.start();
  }

  /** Announces all of the content, sends its first bytes and hangs up. */
  private static void send(HttpExchange exchange, int bytes) throws IOException {
    exchange.sendResponseHeaders(200, CONTENT.length);
    exchange.getResponseBody().write(CONTENT, 0, bytes);
    exchange.getResponseBody().flush();
    exchange.close();
  }

  private void sendRange(HttpExchange exchange) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    ranges.add(String.valueOf(range));
    if (range == null) {
      send(exchange, CONTENT.length);
      return;
    }
    int from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
    if (from >= CONTENT.length) {
      exchange.sendResponseHeaders(416, -1);
    } else {
      exchange.sendResponseHeaders(206, CONTENT.length - from);
      exchange.getResponseBody().write(CONTENT, from, CONTENT.length - from);
    }
    exchange.close();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private URI address(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  @Test
  void getsOnceAndVerifies() throws IOException {
    Download hello = new Download(address("/data/hello.txt"), SHA256);
    Path file = hello.into(folder.resolve("new"));
    assertEquals("hello\n", Files.readString(file));
    server.stop(0);
    assertEquals(file, hello.into(folder.resolve("new")));
    Files.writeString(file, "other");
    assertTrue(message(hello, "new").contains("delete it, and it will be got again"));
  }

  @Test
  void anotherContentIsNotKept() throws IOException {
    Download wrong = new Download(address("/data/hello.txt"), "0".repeat(64));
    assertTrue(message(wrong, "x").contains("is not the file that was meant"));
    assertEmpty(folder.resolve("x"));
  }

  @Test
  void withoutAServerItSaysWhatToDo() throws IOException {
    Download absent = new Download(address("/data/absent.gz"), SHA256);
    Path place = folder.resolve("x").resolve("absent.gz").toAbsolutePath();
    assertEquals(
        "cannot get %s (the server answers 404); without a network, copy the file to %s yourself"
            .formatted(absent.address(), place),
        message(absent, "x"));
    server.stop(0);
    assertTrue(message(absent, "x").contains("without a network, copy the file to " + place));
    assertEmpty(folder.resolve("x"));
  }

  @Test
  void anInterruptedDownloadGoesOn() throws IOException {
    Download cut = new Download(address("/cut/hello.txt"), SHA256);
    assertTrue(message(cut, "x").contains("cannot get"));
    Path part = folder.resolve("x/hello.txt.part");
    assertEquals("hell", Files.readString(part));
    // From a server that knows ranges, and from one that begins anew.
    Path again = Files.createDirectories(folder.resolve("y")).resolve("hello.txt.part");
    Files.copy(part, again);
    Download ranged = new Download(address("/ranges/hello.txt"), SHA256);
    assertEquals("hello\n", Files.readString(ranged.into(folder.resolve("x"))));
    assertEquals(List.of("bytes=4-"), ranges);
    Download whole = new Download(address("/data/hello.txt"), SHA256);
    assertEquals("hello\n", Files.readString(whole.into(folder.resolve("y"))));
    assertFalse(Files.exists(part) || Files.exists(again));
  }

  @Test
  void whatIsDamagedIsGotAnew() throws IOException {
    Path part = folder.resolve("hello.txt.part");
    Download ranged = new Download(address("/ranges/hello.txt"), SHA256);
    Files.writeString(part, "jell"); // another beginning
    assertEquals("hello\n", Files.readString(ranged.into(folder)));
    Files.delete(folder.resolve("hello.txt"));
    Files.writeString(part, "hello, world\n"); // longer than the file
    assertEquals("hello\n", Files.readString(ranged.into(folder)));
    assertEquals(List.of("bytes=4-", "null", "bytes=13-", "null"), ranges);
    Files.delete(folder.resolve("hello.txt"));
    server.stop(0);
    Files.writeString(part, "hello\n"); // complete, but the process died before it had its name
    assertEquals("hello\n", Files.readString(ranged.into(folder)));
  }

  @Test
  void twoProcessesDoNotMixTheirBytes() throws IOException {
    Download hello = new Download(address("/data/hello.txt"), SHA256);
    Path part = folder.resolve("hello.txt.part");
    try (FileChannel other =
            FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = other.lock()) {
      assertTrue(lock.isValid());
      assertTrue(message(hello, "").contains("another process is getting this file"));
    }
    assertEquals("hello\n", Files.readString(hello.into(folder)));
  }

  @Test
  void progressIsTold() {
    List<Long> told = new ArrayList<>();
    Download hello = new Download(address("/data/hello.txt"), SHA256);
    hello.into(
        folder,
        (file, received, total) -> {
          assertEquals(hello, file);
          told.add(received);
          told.add(total);
        });
    assertEquals(List.of(6L, 6L), told.subList(told.size() - 2, told.size()));
    told.clear();
    hello.into(folder, (file, received, total) -> told.add(received));
    assertEquals(List.of(), told); // it is there
  }

  @Test
  void badRequestsAreRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> new Download(address("/data/hello.txt"), "12"));
    assertThrows(IllegalArgumentException.class, () -> new Download(address("/data/"), SHA256));
    assertThrows(IllegalArgumentException.class, () -> new Download(address(""), SHA256));
  }

  private String message(Download download, String name) {
    String message =
        assertThrows(DownloadException.class, () -> download.into(folder.resolve(name)))
            .getMessage();
    assertEquals(1, message.lines().count());
    return message;
  }

  private static void assertEmpty(Path place) throws IOException {
    try (Stream<Path> files = Files.list(place)) {
      assertFalse(files.findAny().isPresent());
    }
  }
}
