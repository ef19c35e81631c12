package org.udm.notebook.kernel;

import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dflib.jjava.jupyter.channels.JupyterSocket;
import org.dflib.jjava.jupyter.kernel.KernelConnectionProperties;
import org.dflib.jjava.jupyter.messages.ContentType;
import org.dflib.jjava.jupyter.messages.HMACGenerator;
import org.dflib.jjava.jupyter.messages.Header;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.publish.PublishStatus;
import org.dflib.jjava.jupyter.messages.request.ExecuteRequest;
import org.slf4j.LoggerFactory;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/** The other side of Jupyter's protocol, as much of it as tests need. */
final class FrontEnd implements AutoCloseable {
  private final KernelConnectionProperties properties;
  private final ZMQ.Context context = ZMQ.context(1);
  private final Line shell;
  private final Line control;
  private final Line published;

  private FrontEnd(KernelConnectionProperties properties) throws Exception {
    this.properties = properties;
    this.shell = new Line(context, SocketType.DEALER, properties.createHMACGenerator());
    this.control = new Line(context, SocketType.DEALER, properties.createHMACGenerator());
    this.published = new Line(context, SocketType.SUB, properties.createHMACGenerator());
  }

  /** A front end on free ports; it can connect before the kernel is there. */
  static FrontEnd create() throws Exception {
    int[] ports = new int[5];
    List<ServerSocket> held = new ArrayList<>();
    for (int i = 0; i < ports.length; i++) {
      held.add(new ServerSocket(0));
      ports[i] = held.get(i).getLocalPort();
    }
    for (ServerSocket socket : held) {
      socket.close();
    }
    FrontEnd frontEnd =
        new FrontEnd(
            new KernelConnectionProperties(
                "127.0.0.1",
                ports[0],
                ports[1],
                ports[2],
                ports[3],
                ports[4],
                "tcp",
                "hmac-sha256",
                "secret"));
    frontEnd.published.subscribe("");
    frontEnd.shell.connect("tcp://127.0.0.1:" + ports[1]);
    frontEnd.control.connect("tcp://127.0.0.1:" + ports[0]);
    frontEnd.published.connect("tcp://127.0.0.1:" + ports[4]);
    return frontEnd;
  }

  /** The text of the connection file. */
  String connection() {
    return properties.toJsonString();
  }

  /** Sends a request on the shell's line and returns the content of the reply. */
  <T extends ContentType<T>> Object ask(T request) {
    shell.sendMessage(new Message<>(new Header<>(request.getType()), request));
    return shell.readMessage().getContent();
  }

  /** Sends a request on the line that is served while a cell runs. */
  <T extends ContentType<T>> Object order(T request) {
    control.sendMessage(new Message<>(new Header<>(request.getType()), request));
    return control.readMessage().getContent();
  }

  /** Sends a cell and waits for nothing. */
  void send(String code) {
    ExecuteRequest request = new ExecuteRequest(code, false, true, Map.of(), false, true);
    shell.sendMessage(new Message<>(new Header<>(request.getType()), request));
  }

  /** The reply to the oldest cell that was sent. */
  Object reply() {
    return shell.readMessage().getContent();
  }

  /** What is published until the kernel is idle again. */
  List<Object> published() {
    List<Object> contents = new ArrayList<>();
    while (true) {
      Object content = published.readMessage().getContent();
      if (content == PublishStatus.IDLE) {
        return contents;
      }
      contents.add(content);
    }
  }

  @Override
  public void close() {
    shell.close();
    control.close();
    published.close();
    context.close();
  }

  /** One of the lines, with the base library's way of writing messages. */
  private static final class Line extends JupyterSocket {
    Line(ZMQ.Context context, SocketType type, HMACGenerator signatures) {
      super(context, type, signatures, LoggerFactory.getLogger(FrontEnd.class));
      setLinger(0);
    }

    @Override
    public void bind(KernelConnectionProperties ignored) {
      throw new UnsupportedOperationException("a front end connects");
    }
  }
}
