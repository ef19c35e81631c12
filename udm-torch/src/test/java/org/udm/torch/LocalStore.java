package org.udm.torch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.time.Duration;

/** The store of a group whose processes are all on this machine, or threads that stand for them. */
public final class LocalStore {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private LocalStore() {}

  /**
   * Returns a port that is free now.
   *
   * @return the port
   */
  public static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Opens the store.
   *
   * @param port its port
   * @param role whether it starts here
   * @return the store
   */
  public static Collective open(int port, Collective.Role role) {
    return Collective.open(Device.CPU, "127.0.0.1", port, role, PATIENCE);
  }
}
