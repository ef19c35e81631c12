package org.udm.notebook.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import org.dflib.jjava.jupyter.channels.JupyterConnection;
import org.dflib.jjava.jupyter.kernel.KernelConnectionProperties;

/** Serves one Jupyter front end until it shuts the kernel down or goes away. */
public final class KernelServer {
  private static final String PARENT = "JPY_PARENT_PID"; // set by Jupyter: who started the kernel

  private KernelServer() {}

  /**
   * Serves until the front end ends it.
   *
   * @param connectionFile Jupyter's file of ports and key
   * @param options what the kernel starts with
   * @throws IOException if the file cannot be read
   */
  public static void serve(Path connectionFile, KernelOptions options) throws IOException {
    JupyterConnection connection;
    try {
      connection =
          new JupyterConnection(KernelConnectionProperties.parse(Files.readString(connectionFile)));
    } catch (GeneralSecurityException e) {
      throw new IOException(connectionFile + ": its signature scheme is not known here", e);
    }
    connection.getIOPub().setSndHWM(0); // or a burst of output loses messages
    UdmKernel kernel = UdmKernel.start(options);
    kernel.becomeHandlerForConnection(connection); // before the first message can arrive
    connection.connect();
    endWithParent(connection);
    connection.waitUntilClose();
  }

  /** A kernel whose server was killed is told by nobody. */
  private static void endWithParent(JupyterConnection connection) {
    String parent = System.getenv().getOrDefault(PARENT, "");
    if (parent.matches("[1-9]\\d*")) {
      ProcessHandle.of(Long.parseLong(parent))
          .ifPresent(process -> process.onExit().thenRun(connection::close));
    }
  }
}
