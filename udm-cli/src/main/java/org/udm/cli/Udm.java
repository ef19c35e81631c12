package org.udm.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.udm.cli.console.Failures;
import org.udm.cli.console.RelayedOutput;
import org.udm.cli.console.ResultStream;
import org.udm.cli.console.Spelling;
import org.udm.cli.console.Terminal;
import org.udm.cli.console.UserException;
import org.udm.cli.processes.Crew;
import org.udm.cli.processes.Starter;
import org.udm.cli.run.Versions;
import org.udm.torch.parallel.LostProcessException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The {@code udm} command. */
@Command(
    name = "udm",
    description = "Train, verify, evaluate and sample diffusion models of any corruption.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Versions.class,
    scope = ScopeType.INHERIT,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:done", "1:failed", "2:wrong usage"},
    optionListHeading = "%nOptions:%n",
    parameterListHeading = "%nParameters:%n",
    commandListHeading = "%nCommands:%n",
    footer = {"", "Start with 'udm demo'; 'udm COMMAND --help' explains each command."})
public final class Udm implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of an error.")
  private boolean verbose;

  private Udm() {}

  /**
   * Runs the command and ends the process with its exit status.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT); // numbers are written alike everywhere
    // Results are UTF-8 whatever the locale: a text must not change on its way into a file.
    ResultStream results =
        new ResultStream(
            Crew.maybe(args) ? RelayedOutput.open() : new FileOutputStream(FileDescriptor.out));
    System.setOut(new PrintStream(results, false, StandardCharsets.UTF_8));
    System.setErr(
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
    Starter.endWithIt();
    int status = run(args);
    System.out.close();
    int written = results.status();
    System.exit(status == 0 ? written : status);
  }

  /**
   * Runs the command.
   *
   * @param args the command line
   * @return the exit status: 0 done, 1 failed, 2 wrong usage
   */
  public static int run(String... args) {
    Udm udm = new Udm();
    CommandLine line = commandLine(udm);
    try {
      return line.execute(args);
    } catch (Error e) {
      return udm.failure(e); // picocli lets errors through
    }
  }

  /** The parser of command lines, which tests ask without running anything. */
  static CommandLine commandLine() {
    return commandLine(new Udm());
  }

  private static CommandLine commandLine(Udm udm) {
    Kinds kinds = Kinds.create();
    CommandLine train = new CommandLine(new TrainCommand(kinds));
    kinds.all().forEach(kind -> train.addSubcommand(kind.name(), TrainKindCommand.of(kind)));
    CommandLine line = new CommandLine(udm);
    line.addSubcommand(new DemoCommand())
        .addSubcommand(train)
        .addSubcommand(SampleCommand.of(kinds))
        .addSubcommand(EvalCommand.of(kinds))
        .addSubcommand(new VerifyCommand())
        .addSubcommand(new NotebookCommand())
        .addSubcommand(new DoctorCommand());
    line.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    line.setUsageHelpAutoWidth(true);
    line.setExpandAtFiles(false); // a prompt may begin with @
    line.setParameterExceptionHandler((e, a) -> usageError(e));
    line.setExecutionExceptionHandler((e, command, parsed) -> udm.failure(e));
    return line;
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(System.out);
    return 0;
  }

  /** Whether stack traces are wanted. */
  boolean verbose() {
    return verbose;
  }

  private static int usageError(CommandLine.ParameterException e) {
    CommandLine line = e.getCommandLine();
    CommandSpec own = line.getCommandSpec();
    String command =
        Terminal.COMMAND + own.qualifiedName().substring(own.root().qualifiedName().length());
    System.err.println("udm: " + Failures.describe(e));
    Optional<String> meant =
        e instanceof CommandLine.UnmatchedArgumentException unmatched
            ? meant(unmatched.getUnmatched().get(0), line)
            : Optional.empty();
    System.err.println(
        meant.isPresent()
            ? "Did you mean: " + command + " " + meant.get()
            : "Try '" + command + " --help'.");
    return UserException.Status.USAGE.code();
  }

  /** The option or subcommand that is spelt almost like an unknown word. */
  private static Optional<String> meant(String word, CommandLine line) {
    List<String> known = new ArrayList<>(line.getSubcommands().keySet());
    line.getCommandSpec().options().forEach(option -> known.add(option.longestName()));
    return Spelling.nearest(word.replaceFirst("=.*", ""), known);
  }

  private int failure(Throwable e) {
    Terminal.standard().clear();
    if (verbose) {
      e.printStackTrace();
    }
    boolean foreseen = e instanceof UserException || e instanceof LostProcessException;
    System.err.println("udm: " + (foreseen ? e.getMessage() : Failures.describe(e)));
    if (!foreseen && !verbose) {
      System.err.println("(--verbose shows where it happened)");
    }
    return e instanceof UserException user
        ? user.status().code()
        : UserException.Status.FAILED.code();
  }
}
