package org.udm.notebook.kernel;

import java.nio.charset.StandardCharsets;
import org.dflib.jjava.jupyter.channels.ShellReplyEnvironment;
import org.dflib.jjava.jupyter.kernel.JupyterIO;

/** The base library's input and display streams, attached to the cell that runs. */
final class KernelIo extends JupyterIO {

  KernelIo() {
    super(StandardCharsets.UTF_8);
  }

  /** Sends displays to a cell, and asks its front end for input where that is allowed. */
  void attach(ShellReplyEnvironment cell, boolean inputAllowed) {
    setEnv(cell);
    setJupyterInEnabled(inputAllowed);
    cell.defer(() -> retractEnv(cell));
  }
}
