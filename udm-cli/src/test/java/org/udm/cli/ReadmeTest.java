package org.udm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the documents show works: programs run, command lines parse, links lead somewhere. */
class ReadmeTest {
  private static final Pattern CLASS = Pattern.compile("public final class (\\w+)");
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)[^)]*\\)");
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

  @TempDir Path folder;

  /** A fenced block: its language and its lines. */
  private record Block(String language, String text) {}

  @TestFactory
  Stream<DynamicTest> programsOfTheReadmeRun() throws IOException {
    return blocks(Files.readString(root().resolve("README.md"))).stream()
        .filter(block -> block.language.equals("java") && CLASS.matcher(block.text).find())
        .map(block -> DynamicTest.dynamicTest(className(block), () -> compileAndRun(block)));
  }

  @Test
  void theErrorThatTheReadmeSuggestsIsCaught() throws Exception {
    String right = "own.uniform(0, u)";
    String wrong = "own.uniform()";
    String readme = Files.readString(root().resolve("README.md"));
    assertTrue(readme.contains("Write `" + wrong + "` for `" + right + "`"));
    Block scrambling =
        blocks(readme).stream().filter(block -> block.text.contains(right)).findFirst().get();
    assertTrue(output(scrambling).contains("marginal identity HOLDS"));
    Block broken = new Block("java", scrambling.text.replace(right, wrong));
    assertTrue(output(broken).contains("marginal identity FAILS"));
  }

  private String output(Block block) throws Exception {
    PrintStream before = System.out;
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
    try {
      compileAndRun(block);
    } finally {
      System.setOut(before);
    }
    return written.toString(StandardCharsets.UTF_8);
  }

  @TestFactory
  Stream<DynamicTest> commandLinesParse() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path file : documents()) {
      for (Block block : blocks(Files.readString(file))) {
        if (block.language.matches("sh|bash|console")) {
          commands(block.text)
              .forEach(
                  words ->
                      tests.add(DynamicTest.dynamicTest(words.toString(), () -> parse(words))));
        }
      }
    }
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> relativeLinksLeadToFiles() throws IOException {
    return documents().stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    root().relativize(file).toString(),
                    () -> assertEquals(List.of(), brokenLinks(file, Files.readString(file)))));
  }

  @Test
  void brokenExamplesAreFound() throws IOException {
    Path file = folder.resolve("x.md");
    String text =
        """
        [here](x.md#part), [away](https://example.org/none), [part](#part), [gone](none.md)
        ```java
        public final class Broken { public static void main(String[] a) { throw new IllegalStateException("ran"); } }
        ```
        ```sh
        $ udm sample runs/x --prompt 'To be'   # a comment
        ./udm train text --data a.txt \\
            --out runs/a
        A=1 mvn verify && udm sample runs/x --frobnicate
        udm verify | head -1
        ```
        """;
    Files.writeString(file, text);
    assertEquals(List.of("none.md"), brokenLinks(file, text));
    List<Block> blocks = blocks(text);
    assertTrue(
        org.junit.jupiter.api.Assertions.assertThrows(
                java.lang.reflect.InvocationTargetException.class,
                () -> compileAndRun(blocks.get(0)))
            .getCause()
            .getMessage()
            .equals("ran"));
    List<List<String>> commands = commands(blocks.get(1).text);
    assertEquals(
        List.of(
            List.of("sample", "runs/x", "--prompt", "To be"),
            List.of("train", "text", "--data", "a.txt", "--out", "runs/a"),
            List.of("sample", "runs/x", "--frobnicate"),
            List.of("verify")),
        commands);
    parse(commands.get(0));
    org.junit.jupiter.api.Assertions.assertThrows(
        CommandLine.ParameterException.class, () -> parse(commands.get(2)));
  }

  private static Path root() {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(root.resolve(".mvn"))) {
      root = root.getParent();
    }
    return root;
  }

  /** The texts of the checkout that people read. */
  private static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>(List.of(root().resolve("README.md")));
    for (String name : List.of("docs", "papers")) {
      if (Files.isDirectory(root().resolve(name))) {
        try (Stream<Path> files = Files.walk(root().resolve(name))) {
          files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
        }
      }
    }
    return documents;
  }

  private static List<Block> blocks(String markdown) {
    List<Block> blocks = new ArrayList<>();
    StringBuilder text = null;
    String language = "";
    for (String line : markdown.lines().toList()) {
      if (!line.strip().startsWith("```")) {
        if (text != null) {
          text.append(line).append('\n');
        }
      } else if (text == null) {
        language = line.strip().substring(3).strip();
        text = new StringBuilder();
      } else {
        blocks.add(new Block(language, text.toString()));
        text = null;
      }
    }
    assertFalse(text != null, "a ``` block without an end");
    return blocks;
  }

  private static String className(Block block) {
    Matcher name = CLASS.matcher(block.text);
    assertTrue(name.find());
    return name.group(1);
  }

  private void compileAndRun(Block block) throws Exception {
    Path source = Files.writeString(folder.resolve(className(block) + ".java"), block.text);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter complaints = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of("-d", folder.toString(), "-cp", System.getProperty("java.class.path"));
      boolean compiled =
          compiler
              .getTask(complaints, files, null, options, null, files.getJavaFileObjects(source))
              .call();
      assertTrue(compiled, complaints::toString);
    }
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
      loader
          .loadClass(className(block))
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[0]);
    }
  }

  /** The arguments of every udm in a shell block; what follows a pipe or a comment is left out. */
  private static List<List<String>> commands(String script) {
    List<List<String>> commands = new ArrayList<>();
    for (String line : script.replace("\\\n", " ").lines().toList()) {
      for (String command : line.replaceFirst("(^|\\s)#.*", "").split("&&|\\||;")) {
        List<String> words = words(command.replaceFirst("^\\s*\\$\\s", ""));
        if (!words.isEmpty() && words.get(0).matches("(\\./)?udm")) {
          commands.add(words.subList(1, words.size()));
        }
      }
    }
    return commands;
  }

  private static List<String> words(String command) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(command.replaceFirst("\\s\\d?>.*", ""));
    while (word.find()) {
      words.add(
          word.group(1) != null
              ? word.group(1)
              : word.group(2) != null ? word.group(2) : word.group());
    }
    return words;
  }

  private static void parse(List<String> words) {
    Udm.commandLine().parseArgs(words.toArray(String[]::new));
  }

  private static List<String> brokenLinks(Path file, String markdown) {
    String prose = markdown.replaceAll("(?s)```.*?```", "").replaceAll("`[^`\n]*`", "");
    return LINK.matcher(prose)
        .results()
        .map(link -> link.group(1))
        .filter(link -> !link.matches("[a-z]+:.*|#.*"))
        .filter(link -> !Files.exists(file.resolveSibling(link.replaceFirst("#.*", ""))))
        .toList();
  }
}
