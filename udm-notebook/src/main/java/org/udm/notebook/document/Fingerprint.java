package org.udm.notebook.document;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** A hash of what a notebook's author wrote: the code, not the outputs, and not the prose. */
final class Fingerprint {

  private Fingerprint() {}

  /** The hash of the sources of all cells of code, such as {@code sha256:...}. */
  static String of(List<Cell> cells) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Cell cell : cells) {
        if (cell.kind() == Cell.Kind.CODE) {
          digest.update(cell.source().getBytes(StandardCharsets.UTF_8));
          digest.update((byte) 0);
        }
      }
      return "sha256:" + HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
