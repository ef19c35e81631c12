package org.udm.cli;

import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.udm.cli.console.Terminal;
import org.udm.cli.console.UserException;
import picocli.CommandLine.Command;

/** {@code udm train}: the kinds of data there are. */
@Command(
    name = "train",
    description = "Train a model on your data.",
    synopsisSubcommandLabel = "KIND")
final class TrainCommand implements Callable<Integer> {
  private final Kinds kinds;

  /** The command for all kinds of data. */
  TrainCommand(Kinds kinds) {
    this.kinds = kinds;
  }

  @Override
  public Integer call() {
    throw UserException.usage(
        "say what to train on: "
            + kinds.all().stream()
                .map(
                    kind ->
                        "'%s train %s --data %s --out DIR'"
                            .formatted(Terminal.COMMAND, kind.name(), kind.help().data()))
                .collect(Collectors.joining(" or ")));
  }
}
