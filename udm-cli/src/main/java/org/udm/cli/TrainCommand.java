package org.udm.cli;

import java.util.concurrent.Callable;
import org.udm.cli.console.UserException;
import picocli.CommandLine.Command;

/** {@code udm train}: the kinds of data there are. */
@Command(
    name = "train",
    description = "Train a model on your data.",
    synopsisSubcommandLabel = "KIND")
final class TrainCommand implements Callable<Integer> {

  @Override
  public Integer call() {
    throw UserException.usage(
        "say what to train on: 'udm train text --data FILE --out DIR' ('udm train text --help')");
  }
}
