package org.udm.core.data;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file on the web with the hash of its content.
 *
 * <p>It appears under its name when all of it is there and the hash is right. What an interrupted
 * attempt has got lies beside it, with {@code .part} behind the name, and the next attempt goes on
 * from there where the server can.
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
   * Returns the file's name.
   *
   * @return the last part of the address
   */
  public String name() {
    String path = address.getPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /**
   * Returns the file in a folder, getting it first if it is not there.
   *
   * @param folder the folder, made if need be
   * @return the file, its content verified
   * @throws DownloadException if it can neither be found there nor got, or has another content
   */
  public Path into(Path folder) {
    return into(folder, DownloadListener.none());
  }

  /**
   * Returns the file in a folder, getting it first if it is not there.
   *
   * @param folder the folder, made if need be
   * @param listener is told how far it is
   * @return the file, its content verified
   * @throws DownloadException if it can neither be found there nor got, or has another content
   */
  public Path into(Path folder, DownloadListener listener) {
    Path file = folder.resolve(name());
    try {
      if (!Files.exists(file)) {
        Files.createDirectories(folder);
        get(folder.resolve(name() + ".part"), file, listener);
      } else if (!matches(file)) {
        throw other(file, file, "delete it, and it will be got again");
      }
      return file;
    } catch (IOException e) {
      throw new DownloadException(
          "cannot get %s (%s); without a network, copy the file to %s yourself"
              .formatted(address, reason(e), file.toAbsolutePath().normalize()),
          e);
    }
  }

  private static String reason(IOException e) {
    if (e.getMessage() == null) {
      return e.getClass().getSimpleName();
    }
    String kind = e.getClass() == IOException.class ? "" : e.getClass().getSimpleName() + ": ";
    return kind + e.getMessage().replace('\n', ' ');
  }

  private void get(Path unfinished, Path file, DownloadListener listener) throws IOException {
    try (FileChannel part =
            FileChannel.open(unfinished, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = lock(part)) {
      if (lock == null) {
        throw new DownloadException(
            "%s: another process is getting this file; wait for it".formatted(unfinished));
      }
      Transfer transfer = new Transfer(this, part, listener);
      boolean resumed = part.size() > 0;
      try {
        if (!resumed || !matches(unfinished)) {
          transfer.run();
        }
        if (resumed && !matches(unfinished)) {
          part.truncate(0); // the file has changed on the server, or what was here is damaged
          transfer.run();
        }
      } finally {
        if (Files.size(unfinished) == 0) {
          Files.delete(unfinished);
        }
      }
      if (!matches(unfinished)) {
        DownloadException wrong =
            other(unfinished, file, "what " + address + " sends is not the file that was meant");
        Files.delete(unfinished);
        throw wrong;
      }
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static FileLock lock(FileChannel part) throws IOException {
    try {
      // Beyond all content: some systems do not let anyone read what is locked.
      return part.tryLock(Long.MAX_VALUE - 1, 1, false);
    } catch (OverlappingFileLockException e) {
      return null; // another thread of this process has it
    }
  }

  private DownloadException other(Path content, Path file, String advice) throws IOException {
    return new DownloadException(
        "%s: its SHA-256 is %s instead of %s; %s".formatted(file, hash(content), sha256, advice));
  }

  private boolean matches(Path content) throws IOException {
    return hash(content).equalsIgnoreCase(sha256);
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
