package org.udm.continuous.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/data/hello.txt",
        exchange -> {
          exchange.sendResponseHeaders(200, CONTENT.length);
          exchange.getResponseBody().write(CONTENT);
          exchange.close();
        });
    server.start();
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
  void badRequestsAreRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> new Download(address("/data/hello.txt"), "12"));
    assertThrows(IllegalArgumentException.class, () -> new Download(address("/data/"), SHA256));
    assertThrows(IllegalArgumentException.class, () -> new Download(address(""), SHA256));
  }

  private String message(Download download, String name) {
    String message =
        assertThrows(DataFileException.class, () -> download.into(folder.resolve(name)))
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
