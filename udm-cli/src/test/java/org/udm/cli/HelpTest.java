package org.udm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class HelpTest {
  private static final int COLUMNS = 80;

  static Stream<CommandLine> commands() {
    return below(Udm.commandLine()).stream();
  }

  private static List<CommandLine> below(CommandLine line) {
    List<CommandLine> all = new ArrayList<>(List.of(line));
    line.getSubcommands().values().forEach(sub -> all.addAll(below(sub)));
    return all;
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpFitsEightyColumns(CommandLine line) {
    line.setUsageHelpAutoWidth(false).setUsageHelpWidth(COLUMNS);
    line.getUsageMessage().lines().forEach(l -> assertTrue(l.length() <= COLUMNS, l));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpIsComplete(CommandLine line) {
    String help = line.getUsageMessage();
    assertTrue(line.getCommandSpec().usageMessage().description().length > 0, help);
    assertTrue(help.contains("Exit status:"), help);
    for (OptionSpec option : line.getCommandSpec().options()) {
      assertTrue(help.contains(option.longestName()), option::longestName);
      assertTrue(String.join("", option.description()).endsWith("."), option::longestName);
    }
    line.getSubcommands().keySet().forEach(name -> assertTrue(help.contains("  " + name), name));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpIsAResult(CommandLine line) {
    String[] words = line.getCommandSpec().qualifiedName().split(" ");
    Object[] subcommand = List.of(words).subList(1, words.length).toArray();
    Cli help = Cli.succeed(subcommand, "--help");
    assertEquals("", help.err());
    assertTrue(help.out().startsWith("Usage: udm"), help.out());
  }

  @Test
  void theBareCommandShowsHelp() {
    assertEquals(Cli.succeed("--help").out(), Cli.succeed().out());
  }

  @Test
  void versionNamesVersionAndCommit() {
    String version = Cli.succeed("--version").out();
    assertTrue(version.matches("udm \\d+\\.\\d+\\S* \\(commit [0-9a-z]+\\)\\R"), version);
    assertNotEquals("udm unknown", version.substring(0, 11));
    assertFalse(version.contains("$"), version);
  }
}
