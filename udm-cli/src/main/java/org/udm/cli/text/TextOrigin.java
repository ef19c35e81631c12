package org.udm.cli.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.udm.cli.console.Spelling;
import org.udm.cli.console.Terminal;
import org.udm.cli.console.UserException;
import org.udm.core.data.DownloadException;
import org.udm.discrete.text.TextBenchmark;
import org.udm.discrete.text.TextDataException;
import org.udm.discrete.text.TextSource;

/**
 * What {@code --data} names: files and directories, or a benchmark, {@code text8} or {@code
 * text8:FOLDER}.
 *
 * @param paths files and directories, or the folder of a benchmark
 * @param benchmark the benchmark, if it is one
 */
record TextOrigin(List<Path> paths, Optional<TextBenchmark> benchmark) {
  private static final String SEPARATOR = ",";
  private static final String IN = ":"; // between a benchmark and its folder

  /** Reads what was given. */
  static TextOrigin of(String data) {
    if (Files.exists(Path.of(data))) {
      return new TextOrigin(List.of(Path.of(data)), Optional.empty()); // even with a comma in it
    }
    String name = data.contains(IN) ? data.substring(0, data.indexOf(IN)) : data;
    Optional<TextBenchmark> benchmark = TextBenchmark.named(name);
    if (benchmark.isPresent()) {
      Path folder = name.equals(data) ? usual() : Path.of(data.substring(name.length() + 1));
      return new TextOrigin(List.of(folder), benchmark);
    }
    return new TextOrigin(
        Arrays.stream(data.split(SEPARATOR))
            .map(String::strip)
            .filter(path -> !path.isEmpty())
            .map(Path::of)
            .toList(),
        Optional.empty());
  }

  private static Path usual() {
    return Path.of(System.getProperty("user.home"), ".cache", "udm");
  }

  /** The same with absolute paths, as a run's record has it. */
  String absolute() {
    return benchmark.map(known -> known.name() + IN).orElse("")
        + paths.stream()
            .map(path -> path.toAbsolutePath().normalize().toString())
            .collect(Collectors.joining(SEPARATOR));
  }

  /** Refuses files that are not there; a benchmark is got when it is used. */
  TextOrigin requireThere() {
    if (benchmark.isEmpty()) {
      files();
    }
    return this;
  }

  private TextSource files() {
    try {
      return TextSource.of(paths.toArray(Path[]::new));
    } catch (TextDataException e) {
      String meant =
          paths.size() == 1
              ? Spelling.nearest(
                      paths.get(0).getFileName().toString(),
                      TextBenchmark.all().stream().map(TextBenchmark::name).toList())
                  .map(name -> "; did you mean --data " + name + "?")
                  .orElse("")
              : "";
      throw UserException.usage("--data " + e.getMessage() + meant);
    }
  }

  /** The text. */
  TextSource text() {
    if (benchmark.isEmpty()) {
      return files();
    }
    String name = benchmark.get().name();
    Terminal terminal = Terminal.standard();
    try {
      TextSource source =
          benchmark
              .get()
              .source(
                  Files.createDirectories(paths.get(0)),
                  (file, done, all) ->
                      terminal.progress("getting %s: %,d bytes".formatted(name, done)));
      terminal.clear();
      return source;
    } catch (DownloadException | TextDataException | IOException e) {
      throw UserException.failed("--data %s: %s".formatted(name, e.getMessage()), e);
    }
  }
}
