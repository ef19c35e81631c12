package org.udm.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code udm train text}: a masked diffusion model of text. */
@Command(
    name = "text",
    description = "Train a masked diffusion model of text.",
    sortOptions = false,
    sortSynopsis = false,
    exitCodeList = {
      "0:done",
      "1:failed",
      "2:wrong usage",
      "130, 143:stopped by Ctrl-C or SIGTERM, and saved"
    },
    customSynopsis = {
      "udm train text --data FILE --out DIR [OPTIONS]",
      "       udm train text --config FILE --out DIR [OPTIONS]",
      "       udm train text --resume --out DIR [OPTIONS]"
    },
    footer = {
      "",
      "The run directory holds the checkpoint (safetensors), the record of the run (run.json), the"
          + " vocabulary and the metrics (one JSON object a line).",
      "Ctrl-C and SIGTERM save and say how to go on. A run that is killed goes on from its last"
          + " checkpoint, to the same weights.",
      "A configuration file is a JSON object of options without"
          + " dashes, {\"layers\": 6}, or the run.json of an earlier run.",
      "",
      "Examples:",
      "  udm train text --data shakespeare.txt --out runs/shakespeare",
      "  udm train text --resume --out runs/shakespeare --steps 10000",
      "  udm train text --config runs/shakespeare/run.json --out runs/wider --width 256"
    })
final class TrainTextCommand implements Callable<Integer> {
  private static final List<Setting> SETTINGS = TextSettings.all();

  /** What may differ between a run and its continuation; the data may move, not change. */
  private static final List<String> MAY_CHANGE =
      List.of(
          "data",
          "steps",
          "minutes",
          "log-every",
          "eval-every",
          "eval-rows",
          "save-every",
          "samples",
          "threads");

  @Spec private CommandSpec spec;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Directory of the run; made if it is not there.")
  private Path out;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Options from a JSON file; those of the command line come after.")
  private Path config;

  @Option(names = "--resume", description = "Go on with the run in --out from its last checkpoint.")
  private boolean resume;

  /** Adds the options of the settings to the command. */
  static void describe(CommandSpec spec) {
    int order = 0;
    Map<String, ArgGroupSpec.Builder> groups = new LinkedHashMap<>();
    for (Setting setting : SETTINGS) {
      groups
          .computeIfAbsent(
              setting.group(),
              g -> ArgGroupSpec.builder().heading("%n" + g + ":%n").exclusive(false))
          .addArg(
              OptionSpec.builder("--" + setting.name())
                  .paramLabel(setting.placeholder())
                  .type(String.class)
                  .order(order++)
                  .description(setting.description())
                  .build());
    }
    int place = 10; // after the command's own options
    for (ArgGroupSpec.Builder group : groups.values()) {
      spec.addArgGroup(group.order(place++).validate(false).build());
    }
  }

  /** The options of the settings that the command line names. */
  private Map<String, Object> given() {
    Map<String, Object> given = new LinkedHashMap<>();
    ParseResult parsed = spec.commandLine().getParseResult();
    for (Setting setting : SETTINGS) {
      String value = parsed.matchedOptionValue(setting.name(), null);
      if (value != null) {
        given.put(setting.name(), value);
      }
    }
    List<String> names = new ArrayList<>();
    for (ArgSpec matched : parsed.matchedArgs()) {
      if (matched instanceof OptionSpec option) {
        names.add(option.longestName());
      }
    }
    for (String name : names) {
      // picocli does not see it, because options of a group may come again
      if (Collections.frequency(names, name) > 1) {
        throw UserException.usage(name + " is given more than once: give it once");
      }
    }
    return given;
  }

  @Override
  public Integer call() {
    RunDirectory directory = RunDirectory.of(out);
    Terminal terminal = Terminal.standard();
    if (resume) {
      return resume(directory, terminal);
    }
    directory.requireNoRun();
    Settings settings = Settings.defaults(SETTINGS);
    if (config != null) {
      settings = settings.with(RunDirectory.readConfig(config), Settings.in(config));
    }
    settings = settings.with(given(), Settings.COMMAND_LINE);
    String data = TextTasks.absolute(settings.text("data"));
    settings = settings.with(Map.of("data", data), Settings.COMMAND_LINE);
    directory.create();
    TextTask task = TextTasks.fresh(settings, directory);
    try (TextTraining training = TextTraining.start(settings, task, directory, terminal)) {
      return training.run();
    }
  }

  private int resume(RunDirectory directory, Terminal terminal) {
    if (config != null) {
      throw UserException.usage(
          "--config with --resume: a run goes on with its own record; leave --config out");
    }
    Map<String, Object> given = given();
    given.computeIfPresent("data", (name, data) -> TextTasks.absolute((String) data));
    for (String name : given.keySet()) {
      if (!MAY_CHANGE.contains(name)) {
        throw UserException.usage(
            "--%s with --resume: it would make another run of it; only --%s may change"
                .formatted(name, String.join(", --", MAY_CHANGE)));
      }
    }
    directory.requireRun();
    Settings settings =
        Settings.defaults(SETTINGS)
            .with(RunDirectory.readConfig(directory.record()), Settings.in(directory.record()))
            .with(given, Settings.COMMAND_LINE);
    TextTask task =
        TextTasks.own(settings, SavedModel.vocabulary(directory), directory, TextTask.VALIDATION);
    try (TextTraining training = TextTraining.resume(settings, task, directory, terminal)) {
      return training.run();
    }
  }
}
