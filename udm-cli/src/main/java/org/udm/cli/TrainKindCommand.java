package org.udm.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.IntSupplier;
import org.udm.cli.console.UserException;
import org.udm.cli.processes.Crew;
import org.udm.cli.run.CommonSettings;
import org.udm.cli.run.Engine;
import org.udm.cli.run.GraphLimits;
import org.udm.cli.run.Kind;
import org.udm.cli.run.RecordFile;
import org.udm.cli.run.Run;
import org.udm.cli.run.RunDirectory;
import org.udm.cli.run.SavedRun;
import org.udm.cli.run.Setting;
import org.udm.cli.run.Settings;
import org.udm.cli.run.Task;
import org.udm.cli.run.Training;
import org.udm.core.Batch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code udm train KIND}: a model of one kind of data.
 *
 * @param <X> the state
 */
@Command(
    sortOptions = false,
    sortSynopsis = false,
    exitCodeList = {
      "0:done",
      "1:failed",
      "2:wrong usage",
      "130, 143:stopped by Ctrl-C or SIGTERM, and saved"
    })
final class TrainKindCommand<X extends Batch<X>> implements Callable<Integer> {

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
          "accumulate",
          "device",
          "threads");

  private final Kind<X> kind;
  private final List<Setting> known;

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

  @Mixin private ProcessOptions processes;

  private TrainKindCommand(Kind<X> kind) {
    this.kind = kind;
    this.known = kind.settings();
  }

  /** The command of a kind, with all its options. */
  static <X extends Batch<X>> CommandSpec of(Kind<X> kind) {
    CommandSpec spec = CommandSpec.forAnnotatedObject(new TrainKindCommand<>(kind));
    String command = "udm train " + kind.name();
    Kind.Help help = kind.help();
    List<String> footer = new ArrayList<>();
    footer.add("");
    footer.add(
        "The run directory holds the checkpoint (safetensors), the record of the run (run.json), "
            + help.kept()
            + " and the metrics (one JSON object a line).");
    footer.add(
        "Ctrl-C and SIGTERM save and say how to go on. A run that is killed goes on from its last"
            + " checkpoint, to the same weights. What may differ from its record: --"
            + String.join(", --", MAY_CHANGE)
            + ".");
    footer.add(
        "A configuration file is a JSON object of options without dashes, {\"layers\": 6}, or the"
            + " run.json of an earlier run.");
    footer.add("");
    footer.addAll(help.footer());
    spec.usageMessage()
        .description(help.description())
        .customSynopsis(
            command + " --data " + help.data() + " --out DIR [OPTIONS]",
            "       " + command + " --config FILE --out DIR [OPTIONS]",
            "       " + command + " --resume --out DIR [OPTIONS]")
        .footer(footer.toArray(String[]::new));
    OptionGroups.addSettings(spec, kind.settings());
    return spec;
  }

  @Override
  public Integer call() {
    RunDirectory directory = RunDirectory.of(out);
    if (resume) {
      return resume(directory);
    }
    directory.requireNoRun();
    Settings settings = Settings.defaults(known);
    Set<String> chosen = new HashSet<>();
    if (config != null) {
      Map<String, Object> file = RecordFile.config(config, kind);
      settings = settings.with(file, Settings.in(config));
      if (!RecordFile.isRecord(config)) { // which names all, chosen or not
        chosen.addAll(file.keySet());
      }
    }
    Map<String, Object> given = OptionGroups.given(spec, known);
    chosen.addAll(given.keySet());
    settings = CommonSettings.withLastRate(settings.with(given, Settings.COMMAND_LINE), chosen);
    GraphLimits.require(kind, settings);
    String data = kind.located(settings.text("data"));
    Settings whole = settings.with(Map.of("data", data), Settings.COMMAND_LINE);
    whole.requireUsed(chosen);
    return whereItsEngineIs(whole, () -> fresh(whole, directory));
  }

  private int whereItsEngineIs(Settings settings, IntSupplier here) {
    Engine engine = Engine.of(settings);
    processes.requireFor(engine);
    return new EngineSwitch(engine, settings.text("device"), settings.integer("threads"))
        .run(spec, here);
  }

  private int fresh(Settings settings, RunDirectory directory) {
    try (Crew crew = processes.gather(spec, settings.text("device"))) {
      Task<X> task =
          crew.leaderFirst(
              () -> {
                directory.create();
                return kind.fresh(settings, directory);
              });
      try (Training<X> training = Training.start(kind, settings, task, directory, crew)) {
        return training.run();
      }
    }
  }

  private int resume(RunDirectory directory) {
    if (config != null) {
      throw UserException.usage(
          "--config with --resume: a run goes on with its own record; leave --config out");
    }
    directory.requireRun(kind);
    Settings recorded = RecordFile.settings(kind, directory);
    Map<String, Object> given = OptionGroups.given(spec, known);
    given.computeIfPresent("data", (name, data) -> kind.located((String) data));
    Map<String, Object> wanted = recorded.with(given, Settings.COMMAND_LINE).values();
    for (String name : given.keySet()) {
      if (!MAY_CHANGE.contains(name) && !wanted.get(name).equals(recorded.values().get(name))) {
        throw UserException.usage(
            "--%s with --resume: it would make another run of it; only --%s may change"
                .formatted(name, String.join(", --", MAY_CHANGE)));
      }
    }
    Run run = SavedRun.run(kind, directory, given);
    GraphLimits.require(kind, run.settings());
    return whereItsEngineIs(run.settings(), () -> resume(run));
  }

  private int resume(Run run) {
    try (Crew crew = processes.gather(spec, run.settings().text("device"))) {
      Task<X> task = crew.leaderFirst(() -> SavedRun.data(kind, run, Task.VALIDATION));
      try (Training<X> training = Training.resume(kind, run, task, crew)) {
        return training.run();
      }
    }
  }
}
