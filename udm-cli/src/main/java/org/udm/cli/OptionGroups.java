package org.udm.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.udm.cli.console.UserException;
import org.udm.cli.run.Setting;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Options under headings, and what of them a command line names. */
final class OptionGroups {
  private static final int PLACE = 10; // after the command's own options

  private OptionGroups() {}

  /** Adds the options of settings to a command. */
  static void addSettings(CommandSpec spec, List<Setting> settings) {
    Map<String, List<OptionSpec>> groups = new LinkedHashMap<>();
    for (Setting setting : settings) {
      groups
          .computeIfAbsent(setting.group(), g -> new ArrayList<>())
          .add(
              OptionSpec.builder("--" + setting.name())
                  .paramLabel(setting.placeholder())
                  .type(String.class)
                  .order(
                      spec.options().size() + groups.values().stream().mapToInt(List::size).sum())
                  .description(setting.description())
                  .build());
    }
    groups.forEach((heading, options) -> add(spec, heading, options));
  }

  /** Adds options under a heading of their own. */
  static void add(CommandSpec spec, String heading, List<OptionSpec> options) {
    ArgGroupSpec.Builder group =
        ArgGroupSpec.builder()
            .heading("%n" + heading + ":%n")
            .exclusive(false)
            .validate(false)
            .order(PLACE + spec.argGroups().size());
    options.forEach(group::addArg);
    spec.addArgGroup(group.build());
  }

  /**
   * Returns the values of settings that a command line gives.
   *
   * @throws UserException if an option is given twice
   */
  static Map<String, Object> given(CommandSpec spec, List<Setting> settings) {
    Map<String, Object> given = new LinkedHashMap<>();
    ParseResult parsed = spec.commandLine().getParseResult();
    for (Setting setting : settings) {
      String value = parsed.matchedOptionValue(setting.name(), null);
      if (value != null) {
        given.put(setting.name(), value);
      }
    }
    requireOnce(spec);
    return given;
  }

  /** The names of the options that a command line gives. */
  static List<String> names(CommandSpec spec) {
    List<String> names = new ArrayList<>();
    for (ArgSpec matched : spec.commandLine().getParseResult().matchedArgs()) {
      if (matched instanceof OptionSpec option) {
        names.add(option.longestName());
      }
    }
    return names;
  }

  /** The options of an object with picocli's annotations. */
  static List<OptionSpec> options(Object annotated) {
    return CommandSpec.forAnnotatedObject(annotated).options();
  }

  /**
   * Refuses options that are of another kind of data.
   *
   * @param spec the command
   * @param all the objects with the options of all kinds
   * @param own that of the run's kind, or null if it has none
   * @param run the run
   * @param kind the name of its kind
   * @throws UserException if the command line gives one
   */
  static void requireOwn(CommandSpec spec, List<?> all, Object own, String run, String kind) {
    List<String> given = names(spec);
    for (Object other : all) {
      for (OptionSpec option : options(other)) {
        if (other != own && given.contains(option.longestName())) {
          throw UserException.usage(
              "%s: %s is of a run on %s, which has no such option; '%s --help' shows them"
                  .formatted(option.longestName(), run, kind, spec.qualifiedName()));
        }
      }
    }
  }

  /** Refuses an option that comes twice; picocli does not see it where options are in groups. */
  static void requireOnce(CommandSpec spec) {
    List<String> names = names(spec);
    for (String name : names) {
      if (Collections.frequency(names, name) > 1) {
        throw UserException.usage(name + " is given more than once: give it once");
      }
    }
  }
}
