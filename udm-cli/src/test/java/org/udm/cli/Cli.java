package org.udm.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.udm.cli.console.Json;

/**
 * What the command did in this process.
 *
 * @param status its exit status
 * @param out what it wrote as results
 * @param err what it said
 */
record Cli(int status, String out, String err) {
  /** Models that train a step in a millisecond or a few. */
  private static final Map<String, List<String>> TINY =
      Map.of(
          "text",
          List.of("--layers=1 --width=16 --heads=2 --length=16 --batch=4 --threads=1".split(" ")),
          "restore",
          List.of("--layers=1 --width=16 --heads=2 --length=48 --batch=4 --threads=1".split(" ")),
          "points",
          List.of("--width=16 --blocks=1 --batch=16 --threads=1 --samples=8".split(" ")),
          "images",
          List.of("--size=8 --width=8 --heads=2 --batch=4 --threads=1 --samples=4".split(" ")));

  private static final String[] WORDS =
      "the a cat dog sat saw on mat and to be or not that".split(" ");

  /** Runs a command line. */
  static Cli run(Object... args) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream results = new ByteArrayOutputStream();
    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    System.setOut(new PrintStream(results, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(messages, true, StandardCharsets.UTF_8));
    try {
      int status = Udm.run(strings(args));
      return new Cli(
          status,
          results.toString(StandardCharsets.UTF_8),
          messages.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  /** Runs a command line that must succeed. */
  static Cli succeed(Object... args) {
    Cli run = run(args);
    if (run.status != 0) {
      throw new AssertionError(String.join(" ", strings(args)) + " ended with\n" + run.err);
    }
    return run;
  }

  /** {@code train text} with a tiny model, whose options more may replace. */
  static String[] train(Path data, Path out, Object... more) {
    return trainOn("text", data, out, more);
  }

  /** {@code train} for a kind of data with a tiny model, whose options more may replace. */
  static String[] trainOn(String kind, Object data, Path out, Object... more) {
    List<String> args = new ArrayList<>(List.of("train", kind, "--data=" + data, "--out=" + out));
    List<String> own = List.of(strings(more));
    for (String option : TINY.get(kind)) {
      String name = option.substring(0, option.indexOf('=') + 1);
      boolean useful = !name.equals("--size=") || data.equals("glyphs");
      if (useful && own.stream().noneMatch(o -> o.startsWith(name))) {
        args.add(option);
      }
    }
    args.addAll(own);
    return args.toArray(String[]::new);
  }

  static String[] strings(Object... args) {
    List<String> strings = new ArrayList<>();
    for (Object arg : args) {
      if (arg instanceof Object[] several) {
        Collections.addAll(strings, strings(several));
      } else {
        strings.add(String.valueOf(arg));
      }
    }
    return strings.toArray(String[]::new);
  }

  /** Writes a text of short lines and paragraphs, the same every time. */
  static Path text(Path file) {
    Random random = new Random(1);
    StringBuilder text = new StringBuilder();
    for (int line = 1; line <= 120; line++) {
      for (int word = 0; word < 8; word++) {
        text.append(word == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
      }
      text.append(line % 5 == 0 ? ".\n\n" : ".\n");
    }
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The results as a JSON object. */
  Map<String, Object> json() {
    return Json.object(out, "the output");
  }
}
