package org.udm.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
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
    footer = {"", "Start with 'udm demo'; 'udm COMMAND --help' explains each command."},
    subcommands = {
      DemoCommand.class,
      TrainCommand.class,
      SampleCommand.class,
      EvalCommand.class,
      VerifyCommand.class,
      DoctorCommand.class
    })
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
    int status = run(args);
    System.out.flush();
    System.exit(status);
  }

  /**
   * Runs the command.
   *
   * @param args the command line
   * @return the exit status: 0 done, 1 failed, 2 wrong usage
   */
  public static int run(String... args) {
    Udm udm = new Udm();
    CommandLine line = new CommandLine(udm);
    TrainTextCommand.describe(
        line.getSubcommands().get("train").getSubcommands().get("text").getCommandSpec());
    line.setUsageHelpAutoWidth(true);
    line.setParameterExceptionHandler((e, a) -> usageError(e));
    line.setExecutionExceptionHandler((e, command, parsed) -> udm.failure(e, command));
    return line.execute(args);
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(System.out);
    return 0;
  }

  private static int usageError(CommandLine.ParameterException e) {
    PrintWriter err = e.getCommandLine().getErr();
    err.println("udm: " + e.getMessage());
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(e, err)) {
      err.printf("Try '%s --help'.%n", e.getCommandLine().getCommandSpec().qualifiedName());
    }
    return UserException.Status.USAGE.code();
  }

  private int failure(Exception e, CommandLine command) {
    Terminal.standard().clear();
    if (verbose) {
      e.printStackTrace(command.getErr());
    }
    if (e instanceof UserException user) {
      command.getErr().println("udm: " + user.getMessage());
      return user.status().code();
    }
    command.getErr().println("udm: " + Failures.describe(e));
    if (!verbose) {
      command.getErr().println("(--verbose shows where it happened)");
    }
    return UserException.Status.FAILED.code();
  }
}
