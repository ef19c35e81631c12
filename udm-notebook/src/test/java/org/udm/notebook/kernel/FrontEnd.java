package org.udm.notebook.kernel;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.ServerSocket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dflib.jjava.jupyter.channels.JupyterSocket;
import org.dflib.jjava.jupyter.kernel.KernelConnectionProperties;
import org.dflib.jjava.jupyter.messages.ContentType;
import org.dflib.jjava.jupyter.messages.HMACGenerator;
import org.dflib.jjava.jupyter.messages.Header;
import org.dflib.jjava.jupyter.messages.KernelTimestamp;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.request.ExecuteRequest;
import org.dflib.jjava.jupyter.messages.request.KernelInfoRequest;
import org.slf4j.LoggerFactory;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/** The other side of Jupyter's protocol, as much of it as tests need. */
final class FrontEnd implements AutoCloseable {
  private static final long PATIENCE = 60_000; // milliseconds

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
  <T extends ContentType<T>> JsonObject ask(T request) {
    shell.sendMessage(new Message<>(new Header<>(request.getType()), request));
    return receive(shell).content();
  }

  /** Sends a request on the line that is served while a cell runs. */
  <T extends ContentType<T>> JsonObject order(T request) {
    control.sendMessage(new Message<>(new Header<>(request.getType()), request));
    return receive(control).content();
  }

  /** Sends a cell and waits for nothing. */
  void send(String code) {
    ExecuteRequest request = new ExecuteRequest(code, false, true, Map.of(), false, true);
    Header<ExecuteRequest> header =
        new Header<>(
            UUID.randomUUID().toString(),
            "test",
            "session",
            new KernelTimestamp(Instant.now().toString()), // as front ends write it
            request.getType(),
            Header.PROTOCOL_VERISON);
    shell.sendMessage(new Message<>(header, request));
  }

  /** The reply to the oldest cell that was sent. */
  JsonObject reply() {
    return receive(shell).content();
  }

  /**
   * A message of the kernel.
   *
   * @param type such as {@code stream}
   * @param cause the type of the request that it belongs to
   * @param content what it says
   */
  record Said(String type, String cause, JsonObject content) {}

  /** What is published until the kernel is idle after a cell. */
  List<Said> published() {
    List<Said> all = new ArrayList<>();
    while (true) {
      Said said = receive(published);
      if (said.cause().equals("execute_request")
          && said.content().has("execution_state")
          && said.content().get("execution_state").getAsString().equals("idle")) {
        return all;
      }
      all.add(said);
    }
  }

  /** Waits until the kernel answers and what it publishes arrives, which is some time later. */
  void await() {
    do {
      ask(new KernelInfoRequest());
    } while (!arrives(published, 300));
    while (arrives(published, 300)) {
      receive(published);
    }
  }

  /** The base library cannot read every message that it writes. */
  private Said receive(Line line) {
    if (!arrives(line, PATIENCE)) {
      throw new AssertionError("no message for " + PATIENCE + " ms");
    }
    while (!"<IDS|MSG>".equals(line.recvStr())) {
      // what stands before it is for the transport
    }
    line.recv(); // the signature
    JsonObject header = JsonParser.parseString(line.recvStr()).getAsJsonObject();
    JsonObject parent = JsonParser.parseString(line.recvStr()).getAsJsonObject();
    line.recv(); // metadata
    return new Said(
        header.get("msg_type").getAsString(),
        parent.has("msg_type") ? parent.get("msg_type").getAsString() : "",
        JsonParser.parseString(line.recvStr()).getAsJsonObject());
  }

  private boolean arrives(Line line, long millis) {
    try (ZMQ.Poller poller = context.poller(1)) {
      poller.register(line, ZMQ.Poller.POLLIN);
      return poller.poll(millis) > 0;
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
