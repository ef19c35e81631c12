package org.udm.continuous.data;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/**
 * A file on the web with the hash of its content.
 *
 * <pre>{@code
 * Path file = new Download(URI.create("https://example.org/train-images.gz"), "440fcabf...")
 *     .into(Path.of("data"));
 * }</pre>
 *
 * @param address where it is, http or https
 * @param sha256 SHA-256 of the content, 64 hexadecimal digits
 */
public record Download(URI address, String sha256) {
  private static final Duration PATIENCE = Duration.ofSeconds(20); // until a server answers
  private static final int OK = 200;
  private static final int BUFFER = 1 << 16; // bytes hashed at a time

  /** Validates. */
  public Download {
    if (!sha256.matches("[0-9a-fA-F]{64}")) {
      throw new IllegalArgumentException(
          "sha256 '" + sha256 + "': it must be 64 hexadecimal digits");
    }
    if (address.getPath() == null || address.getPath().matches(".*/|")) {
      throw new IllegalArgumentException(address + ": the address does not name a file");
    }
  }

  /**
   * Returns the file in a folder, getting it first if it is not there.
   *
   * @param folder the folder, made if need be
   * @return the file, its content verified
   * @throws DataFileException if it can neither be found there nor got, or has another content
   */
  public Path into(Path folder) {
    String path = address.getPath();
    Path file = folder.resolve(path.substring(path.lastIndexOf('/') + 1));
    try {
      if (Files.exists(file)) {
        return verified(file, file, "delete it, and it will be got again");
      }
      Files.createDirectories(folder);
      Path unfinished = Files.createTempFile(folder, file.getFileName().toString(), ".part");
      try {
        get(unfinished, file);
        verified(unfinished, file, "what " + address + " sends is not the file that was meant");
        return Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(unfinished);
      }
    } catch (IOException e) {
      throw failed(file, e.getClass().getSimpleName() + ": " + e.getMessage(), e);
    }
  }

  private void get(Path unfinished, Path file) throws IOException {
    HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    HttpRequest request = HttpRequest.newBuilder(address).timeout(PATIENCE).build();
    try {
      HttpResponse<Path> answer =
          client.send(request, HttpResponse.BodyHandlers.ofFile(unfinished));
      if (answer.statusCode() != OK) {
        throw failed(file, "the server answers " + answer.statusCode(), null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(file, "interrupted", e);
    }
  }

  private DataFileException failed(Path file, String reason, Exception cause) {
    return new DataFileException(
        "cannot get %s (%s); without a network, copy the file to %s yourself"
            .formatted(address, reason, file.toAbsolutePath().normalize()),
        cause);
  }

  private Path verified(Path content, Path file, String advice) throws IOException {
    String found = hash(content);
    if (!found.equalsIgnoreCase(sha256)) {
      throw new DataFileException(
          "%s: its SHA-256 is %s instead of %s; %s".formatted(file, found, sha256, advice));
    }
    return file;
  }

  private static String hash(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[BUFFER];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
