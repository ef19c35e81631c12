package org.udm.cli;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.udm.cli.console.Shell;
import org.udm.cli.console.Terminal;
import org.udm.cli.console.UserException;
import org.udm.cli.processes.EngineJvm;
import org.udm.notebook.document.Cell;
import org.udm.notebook.document.Notebook;
import org.udm.notebook.headless.NotebookRun;
import org.udm.notebook.headless.NotebookRunner;
import org.udm.notebook.headless.SmallOutputs;
import org.udm.notebook.kernel.KernelOptions;
import org.udm.notebook.kernel.KernelServer;
import org.udm.notebook.launch.Jupyter;
import org.udm.notebook.launch.KernelSpec;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code udm notebook}: opens, executes and converts Java notebooks. */
@Command(
    name = "notebook",
    description = "Open the notebooks in Jupyter, or execute or convert them without it.",
    footer = {
      "",
      "Without an option, Jupyter Lab or the classic notebook is started with a Java kernel that has"
          + " the framework on its class path.",
      "",
      "Examples:",
      "  udm notebook                                   open the folder notebooks/",
      "  udm notebook --test                            execute all of them, say which fail",
      "  udm notebook --store notebooks/mine.ipynb      execute one and keep its outputs",
      "  udm notebook --html pages                      a page of each, with outputs"
    })
final class NotebookCommand implements Callable<Integer> {
  /** What notebooks ask for that need ND4J, which shares no process with MKL. */
  private static final String ENGINE_KERNEL = "java-dl4j";

  @Parameters(
      arity = "0..*",
      paramLabel = "NOTEBOOK",
      description = "Notebooks or folders of them (default: the folder notebooks).")
  private List<Path> files = new ArrayList<>();

  @ArgGroup private Task task = new Task();

  /** What to do, if not to open Jupyter. */
  private static final class Task {
    @Option(names = "--test", description = "Execute the notebooks and say which fail.")
    private boolean test;

    @Option(
        names = "--store",
        description = "Execute the notebooks and keep their outputs in them, large ones left out.")
    private boolean store;

    @Option(
        names = "--html",
        paramLabel = "DIR",
        description = "Execute the notebooks and write a page of each, by jupyter-nbconvert.")
    private Path html;

    @Option(
        names = "--install",
        description = "Make the kernel known to every Jupyter of this user, as 'udm'.")
    private boolean install;

    @Option(
        names = "--kernelspec",
        paramLabel = "DIR",
        description = "Write the description of the kernel into a folder of JUPYTER_PATH.")
    private Path kernelSpec;

    @Option(
        names = "--kernel",
        paramLabel = "FILE",
        description = "Be the kernel for this connection file, as Jupyter asks.")
    private Path connection;

    /** The words that ask for the execution of notebooks. */
    private List<String> words() {
      if (html != null) {
        return List.of("--html", html.toString());
      }
      return List.of(test ? "--test" : "--store");
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (task.connection != null) {
      KernelServer.serve(task.connection, KernelOptions.of(System.getenv()));
      return 0;
    } else if (task.install) {
      Path data = KernelSpec.userData(System.getenv(), System.getProperty("os.name"));
      return describe(data, "udm", "udm-dl4j", List.of("--install"));
    } else if (task.kernelSpec != null) {
      return describe(task.kernelSpec);
    }
    if (task.test || task.store || task.html != null) {
      return execute();
    }
    return open();
  }

  /** Describes the kernels by the names that notebooks ask for. */
  private static int describe(Path data) throws IOException {
    return describe(
        data, Notebook.USUAL_KERNEL, ENGINE_KERNEL, List.of("--kernelspec", data.toString()));
  }

  /** Describes the kernel that this JVM would be, and lets the one with the other engine do so. */
  private static int describe(Path data, String usual, String engine, List<String> again)
      throws IOException {
    boolean other = EngineJvm.isThis();
    Path file =
        kernelSpec()
            .write(
                data, other ? engine : usual, other ? "Java (UDM, Deeplearning4j)" : "Java (UDM)");
    System.out.println("wrote " + file);
    return other || !EngineJvm.isBuilt() ? 0 : elsewhere(again);
  }

  /** Carries this command out in the JVM with the other engine. */
  private static int elsewhere(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of("notebook"));
    command.addAll(arguments);
    return EngineJvm.run(Udm.class.getName(), command, EngineJvm.Backend.CPU, Map.of());
  }

  private static KernelSpec kernelSpec() {
    String options = System.getenv().getOrDefault("UDM_JAVA_OPTS", "").strip();
    return KernelSpec.of(
        Udm.class.getName(),
        List.of("notebook", "--kernel"),
        options.isEmpty() ? List.of() : List.of(options.split("\\s+")));
  }

  private int open() throws IOException, InterruptedException {
    Jupyter jupyter = jupyter();
    Path browser =
        jupyter
            .browser()
            .orElseThrow(
                () ->
                    UserException.failed(
                        "neither Jupyter Lab nor the classic notebook is installed; try: "
                            + jupyter.advice()));
    Path data = Files.createTempDirectory("udm-jupyter");
    describe(data);
    List<String> arguments = new ArrayList<>();
    arguments.add(files.isEmpty() ? folder().toString() : files.get(0).toString());
    if ("root".equals(System.getProperty("user.name"))) {
      arguments.add("--allow-root"); // as in a container, where there is no other user
    }
    return Jupyter.run(browser, arguments, data);
  }

  private int execute() throws IOException, InterruptedException {
    List<Path> here = new ArrayList<>();
    List<String> there = new ArrayList<>();
    for (Path file : notebooks()) {
      if (EngineJvm.isThis() || !Notebook.read(file).kernel().equals(ENGINE_KERNEL)) {
        here.add(file);
      } else {
        there.add(file.toString());
      }
    }
    int status = here.isEmpty() && !there.isEmpty() ? 0 : execute(here);
    if (!there.isEmpty()) {
      there.addAll(0, task.words());
      status = Math.max(status, elsewhere(there));
    }
    return status;
  }

  private int execute(List<Path> notebooks) throws IOException, InterruptedException {
    int failed = 0;
    List<Path> pages = new ArrayList<>();
    for (Path file : notebooks) {
      Terminal.standard().progress("executing " + file.getFileName());
      NotebookRun run = NotebookRunner.of(KernelOptions.defaults()).run(file);
      String problem = run.problem().orElse(task.test ? outdated(run.notebook(), file) : "");
      Terminal.standard().clear();
      System.out.printf(
          Locale.ROOT,
          "%-6s %s (%.1f s)%n",
          problem.isEmpty() ? "ok" : "FAILED",
          file.getFileName(),
          run.time().toMillis() / 1e3);
      if (!problem.isEmpty()) {
        failed++;
        System.out.println(problem.indent(7).stripTrailing());
      } else if (task.store) {
        run.notebook().withOutputs(SmallOutputs.of(run.outputs())).write(file);
      } else if (task.html != null) {
        Path copy = Files.createDirectories(task.html).resolve(file.getFileName());
        run.executed().write(copy);
        pages.add(copy);
      }
    }
    System.out.printf("%d passed, %d failed%n", notebooks.size() - failed, failed);
    int converted = pages.isEmpty() ? 0 : convert(pages);
    return failed > 0 || converted > 0 ? UserException.Status.FAILED.code() : 0;
  }

  /** What is wrong with stored outputs; empty if nothing. */
  private static String outdated(Notebook notebook, Path file) {
    boolean stored = notebook.cells().stream().map(Cell::outputs).anyMatch(o -> !o.isEmpty());
    return stored && !notebook.isUpToDate()
        ? "its outputs are of an earlier version: %s notebook --store %s"
            .formatted(Terminal.COMMAND, Shell.word(file.toString()))
        : "";
  }

  private int convert(List<Path> pages) throws IOException, InterruptedException {
    Jupyter jupyter = jupyter();
    Path converter =
        jupyter
            .converter()
            .orElseThrow(
                () ->
                    UserException.failed(
                        "jupyter-nbconvert is not installed; try: " + jupyter.advice()));
    List<String> arguments = new ArrayList<>(List.of("--to", "html", "--log-level", "ERROR"));
    pages.forEach(page -> arguments.add(page.toString()));
    System.out.flush();
    int status = Jupyter.run(converter, arguments, task.html);
    for (Path page : pages) {
      Files.delete(page);
    }
    return status;
  }

  private List<Path> notebooks() throws IOException {
    List<Path> notebooks = new ArrayList<>();
    for (Path file : files.isEmpty() ? List.of(folder()) : files) {
      notebooks.addAll(
          Files.isDirectory(file)
              ? NotebookRunner.notebooks(file)
              : Collections.singletonList(file));
    }
    return notebooks;
  }

  private static Jupyter jupyter() {
    return Jupyter.on(System.getenv().getOrDefault("PATH", ""));
  }

  /** The folder of notebooks here, or else that of the checkout that this class was built in. */
  private static Path folder() {
    Path here = Path.of("notebooks");
    if (Files.isDirectory(here)) {
      return here;
    }
    try {
      Path classes =
          Path.of(
              NotebookCommand.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      for (Path up = classes; up != null; up = up.getParent()) {
        if (Files.isDirectory(up.resolve("notebooks"))) {
          return up.resolve("notebooks");
        }
      }
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the place of a class is a URI", e);
    }
    throw UserException.usage("there is no folder notebooks here; name the notebooks to use");
  }
}
