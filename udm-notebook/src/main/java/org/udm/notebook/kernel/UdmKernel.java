package org.udm.notebook.kernel;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.dflib.jjava.jupyter.channels.ShellReplyEnvironment;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.BaseNotebookStatics;
import org.dflib.jjava.jupyter.kernel.HelpLink;
import org.dflib.jjava.jupyter.kernel.LanguageInfo;
import org.dflib.jjava.jupyter.kernel.ReplacementOptions;
import org.dflib.jjava.jupyter.kernel.comm.CommManager;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.magic.MagicParser;
import org.dflib.jjava.jupyter.kernel.magic.MagicsRegistry;
import org.dflib.jjava.jupyter.kernel.util.PathsHandler;
import org.dflib.jjava.jupyter.kernel.util.StringStyler;
import org.dflib.jjava.jupyter.messages.Header;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.publish.PublishError;
import org.dflib.jjava.jupyter.messages.publish.PublishExecuteInput;
import org.dflib.jjava.jupyter.messages.publish.PublishExecuteResult;
import org.dflib.jjava.jupyter.messages.reply.ErrorReply;
import org.dflib.jjava.jupyter.messages.reply.ExecuteReply;
import org.dflib.jjava.jupyter.messages.request.ExecuteRequest;
import org.udm.notebook.document.Output;
import org.udm.notebook.shell.CellException;
import org.udm.notebook.shell.CodeAssistant;
import org.udm.notebook.shell.JavaShell;

/**
 * A kernel for Java notebooks in IJava's dialect.
 *
 * <p>The last expression of a cell is its result; {@code display}, {@code render}, {@code
 * updateDisplay}, {@code printf} and {@code eval} are there without an import, as are the magic
 * commands of {@link Magics}. An interrupt reaches the thread that runs the cell: training ends
 * after its step, and the cell can be run again to go on.
 *
 * <p>The base library knows one kernel per JVM: close one before the next is started.
 */
public final class UdmKernel extends BaseKernel implements AutoCloseable {
  private static final long FLUSH_MILLIS = 50; // how long what was printed may wait
  private static final long LISTEN_MILLIS = 1_500; // for an interrupted cell to end by itself

  private final JavaShell shell;
  private final KernelIo streams;
  private final CellOutput output = new CellOutput();
  private final ScheduledExecutorService clock;
  private volatile Patience patience = Patience.UNASKED;
  private volatile int cell; // the number of the cell that runs or ran last
  private final LastFailure failed = new LastFailure();

  /** How the running cell took interrupts so far. */
  private enum Patience {
    UNASKED,
    ASKED,
    DEAF
  }

  private UdmKernel(KernelOptions options, JavaShell shell, KernelIo streams) {
    super(
        "udm",
        Optional.ofNullable(UdmKernel.class.getPackage().getImplementationVersion())
            .orElse("snapshot"),
        new LanguageInfo.Builder("Java")
            .version(Runtime.version().toString())
            .mimetype("text/x-java-source")
            .fileExtension(".jshell")
            .pygments("java")
            .codemirror("java")
            .build(),
        List.<HelpLink>of(),
        null, // no history beyond the notebook
        streams,
        new CommManager(),
        new CleanRenderer(),
        new MagicParser("(?<=(?:^|=))[ \\t]*%", "%%", new RawTimeTranspiler()),
        new MagicsRegistry(),
        options.extensions() == KernelOptions.Extensions.INSTALLED,
        new StringStyler.Builder().build());
    this.shell = shell;
    this.streams = streams;
    this.clock =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "udm-kernel-clock");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Starts a kernel, with its extensions and startup scripts.
   *
   * @param options what it starts with
   * @return the kernel, ready for cells
   * @throws CellException if a startup script fails
   */
  public static UdmKernel start(KernelOptions options) {
    JavaShell shell =
        JavaShell.of(
            options.shell().withImports("static " + BaseNotebookStatics.class.getName() + ".*"));
    UdmKernel kernel = new UdmKernel(options, shell, new KernelIo());
    Magics.registerAll(kernel);
    kernel.onStartup();
    kernel.addToClassPath(options.classPath());
    options.startup().forEach(kernel::evalRaw);
    kernel.clock.scheduleWithFixedDelay(
        kernel.output::flush, FLUSH_MILLIS, FLUSH_MILLIS, TimeUnit.MILLISECONDS);
    return kernel;
  }

  /**
   * Adds jars and folders that later cells see, and installs their extensions.
   *
   * @param paths the paths, separated as in a class path; may contain globs
   * @return the paths that were added
   */
  public List<String> addToClassPath(String paths) {
    List<String> resolved =
        PathsHandler.splitAndResolveGlobs(paths).stream()
            .map(path -> path.toAbsolutePath().toString())
            .toList();
    if (!resolved.isEmpty()) {
      shell.addToClassPath(PathsHandler.joinStringPaths(resolved));
      if (extensionsEnabled) {
        installExtensions(shell.loader());
      }
    }
    return resolved;
  }

  @Override
  protected ClassLoader getClassLoader() {
    return shell.loader();
  }

  @Override
  public Object evalRaw(String source) {
    Object value = shell.run(magicParser.resolveMagics(source), "cell " + cell);
    // what a last System.out.printf(...) returns is no result that anyone wants to see
    return value instanceof PrintStream ? null : value;
  }

  @Override
  public void display(DisplayData data) {
    output.flush(); // what was printed before stands above
    super.display(data);
  }

  @Override
  protected void replaceOutputStreams(ShellReplyEnvironment env) {
    super.replaceOutputStreams(env); // which also puts them back
    System.setOut(output.out());
    System.setErr(output.err());
  }

  @Override
  protected synchronized void handleExecuteRequest(
      ShellReplyEnvironment env, Message<ExecuteRequest> message) {
    ExecuteRequest request = message.getContent();
    env.setBusyDeferIdle();
    if (failed.leavesOut(message)) {
      env.defer()
          .replyError(
              ExecuteReply.MESSAGE_TYPE.error(),
              new ErrorReply("Aborted", "a cell before this one failed", List.of()));
      return;
    }
    commManager.setMessageContext(message);
    int count = request.isSilent() ? executionCount.get() : executionCount.getAndIncrement();
    cell = count;
    patience = Patience.UNASKED;
    if (!request.isSilent()) {
      env.publish(new PublishExecuteInput(request.getCode(), count));
    }
    replaceOutputStreams(env);
    streams.attach(env, request.isStdinEnabled());
    output.attach(env);
    try {
      DisplayData result = eval(request.getCode());
      output.flush();
      if (result != null && !request.isSilent()) {
        env.publish(new PublishExecuteResult(count, result));
      }
      env.defer().reply(new ExecuteReply(count, Map.of()));
    } catch (CellException e) {
      fail(env, request, count, e);
    } catch (RuntimeException | LinkageError | StackOverflowError | OutOfMemoryError e) {
      fail(env, request, count, ErrorText.of(e)); // of a renderer, or of a value's toString
    }
  }

  /**
   * Runs a cell as if a front end had sent it, and stops nothing after a failure.
   *
   * @param code the text of the cell
   * @return what a front end would show below it
   */
  public List<Output> run(String code) {
    Message<ExecuteRequest> message =
        new Message<>(
            new Header<>(ExecuteRequest.MESSAGE_TYPE),
            new ExecuteRequest(code, false, true, Map.of(), false, false));
    RecordingEnvironment recorder = new RecordingEnvironment(message);
    handleExecuteRequest(recorder, message);
    recorder.resolveDeferrals();
    return recorder.outputs();
  }

  private void fail(
      ShellReplyEnvironment env, ExecuteRequest request, int count, CellException failure) {
    output.flush();
    List<String> lines = ErrorText.coloured(failure);
    String message = Objects.toString(failure.getMessage(), "");
    env.publish(new PublishError(failure.kind(), message, lines));
    ErrorReply reply = new ErrorReply(failure.kind(), message, lines);
    reply.setExecutionCount(count);
    env.defer().replyError(ExecuteReply.MESSAGE_TYPE.error(), reply);
    if (request.shouldStopOnError()) {
      failed.note();
    }
  }

  @Override
  public void interrupt() {
    if (!shell.isRunning()) {
      return;
    }
    if (patience == Patience.DEAF) {
      shell.giveUp();
      return;
    }
    patience = Patience.ASKED;
    shell.interrupt();
    int asked = cell;
    clock.schedule(() -> warnIfDeaf(asked), LISTEN_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void warnIfDeaf(int asked) {
    if (shell.isRunning() && cell == asked && patience == Patience.ASKED) {
      patience = Patience.DEAF;
      output
          .err()
          .println(
              "The cell was interrupted and has not stopped: it does not look at"
                  + " Thread.interrupted(). Wait, or interrupt once more to give it up.");
    }
  }

  @Override
  public DisplayData inspect(String code, int at, boolean extraDetail) {
    return shell.assistant().explain(code, at).map(DisplayData::new).orElse(null);
  }

  @Override
  public ReplacementOptions complete(String code, int at) {
    int lineStart = code.lastIndexOf('\n', at - 1) + 1;
    String line = code.substring(lineStart, at);
    if (line.matches("%{1,2}\\w*")) {
      String percent = line.startsWith("%%") ? "%%" : "%";
      return new ReplacementOptions(
          (percent.equals("%%")
                  ? magicsRegistry.getCellMagicNames()
                  : magicsRegistry.getLineMagicNames())
              .stream()
                  .map(name -> percent + name)
                  .filter(name -> name.startsWith(line))
                  .sorted()
                  .toList(),
          lineStart,
          at);
    }
    CodeAssistant.Completion completion = shell.assistant().complete(code, at);
    return new ReplacementOptions(completion.texts(), completion.from(), at);
  }

  @Override
  public String isComplete(String code) {
    if (code.startsWith("%%")) {
      return IS_COMPLETE_MAYBE;
    }
    return switch (shell.assistant().stateOf(magicParser.resolveMagics(code))) {
      case COMPLETE -> IS_COMPLETE_YES;
      case INVALID -> IS_COMPLETE_BAD;
      case INCOMPLETE -> "  "; // how far the next line is indented
    };
  }

  @Override
  public void onShutdown(boolean isRestarting) {
    super.onShutdown(isRestarting);
    clock.shutdown();
    shell.close();
  }

  /** Ends the kernel, so that another one can be started. */
  @Override
  public void close() {
    onShutdown(false);
  }
}
