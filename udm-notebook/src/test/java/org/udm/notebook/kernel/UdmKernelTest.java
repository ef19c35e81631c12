package org.udm.notebook.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.udm.notebook.document.Output;

/** The dialect of IJava, cell by cell. */
class UdmKernelTest {
  private static UdmKernel kernel;

  @BeforeAll
  static void start() {
    kernel = UdmKernel.start(KernelOptions.defaults());
  }

  @AfterAll
  static void close() {
    kernel.close();
  }

  @Test
  void theLastExpressionIsTheResult() {
    assertEquals(Map.of("text/plain", "3"), result("int three = 1 + 2;\nthree").data());
    assertEquals(List.of(), kernel.run("int four = 4;"));
  }

  @Test
  void aLastPrintfHasNoResult() {
    assertEquals(
        List.of(new Output.Stream("stdout", "1\n")), kernel.run("System.out.printf(\"%d\\n\", 1)"));
  }

  @Test
  void whatIsPrintedArrivesCompleteAndInOrder() {
    List<Output> outputs =
        kernel.run(
            "for (int i = 0; i < 20_000; i++) System.out.println(\"line \" + i + \" äöü €\");"
                + "System.err.println(\"end\");");
    String expected =
        IntStream.range(0, 20_000)
            .mapToObj(i -> "line " + i + " äöü €\n")
            .collect(Collectors.joining());
    assertEquals(
        List.of(new Output.Stream("stdout", expected), new Output.Stream("stderr", "end\n")),
        outputs);
  }

  @Test
  void displayStandsBelowWhatWasPrintedBefore() {
    List<Output> outputs =
        kernel.run(
            "System.out.print(\"above\"); String id = display(\"shown\"); System.out.print(\"below\");");
    assertEquals(new Output.Stream("stdout", "above"), outputs.get(0));
    assertEquals(
        Map.of("text/plain", "shown"),
        assertInstanceOf(Output.Display.class, outputs.get(1)).data());
    assertEquals(new Output.Stream("stdout", "below"), outputs.get(2));
  }

  @Test
  void aDisplayIsUpdatedInItsPlace() {
    List<Output> outputs =
        kernel.run(
            "String place = display(\"old\"); String other = display(\"other\"); updateDisplay(place, \"new\");");
    assertEquals(2, outputs.size());
    assertEquals(
        Map.of("text/plain", "new"), assertInstanceOf(Output.Display.class, outputs.get(0)).data());
  }

  @Test
  void aFormCanBeAskedFor() {
    assertEquals("<b>x</b>", result("render(\"<b>x</b>\", \"text/html\")").data().get("text/html"));
    assertEquals(
        "<svg/>",
        result("render(\"<?xml version='1.0'?>\\n<svg/>\", \"image/svg+xml\")")
            .data()
            .get("image/svg+xml"));
  }

  @Test
  void anImageIsShownWithAllItsBytes() throws Exception {
    Output.Result shown =
        result(
            "var picture = new java.awt.image.BufferedImage(31, 17, java.awt.image.BufferedImage.TYPE_INT_RGB);\npicture");
    byte[] png = Base64.getDecoder().decode((String) shown.data().get("image/png"));
    assertEquals(
        "IEND", new String(png, png.length - 8, 4, java.nio.charset.StandardCharsets.US_ASCII));
    assertEquals(31, ImageIO.read(new ByteArrayInputStream(png)).getWidth());
  }

  @Test
  void theFrameworkIsThereAndShowsItsTypes() {
    assertTrue(
        result("org.udm.core.schedule.PolynomialSchedule.linear()")
            .data()
            .containsKey("image/png"));
    assertTrue(
        result("org.udm.discrete.TokenBatch.of(new int[] {1, 2})")
            .data()
            .get("text/html")
            .toString()
            .contains("1 2"));
  }

  @Test
  void aFailureSaysWhereAndTheKernelGoesOn() {
    List<Output> outputs = kernel.run("int ok = 1;\nint bad = ok / 0;");
    Output.Failure failure = assertInstanceOf(Output.Failure.class, outputs.get(0));
    assertEquals("ArithmeticException", failure.kind());
    assertTrue(
        failure.traceback().get(1).contains("line 2: int bad = ok / 0;"), failure.toString());
    assertEquals("2", result("1 + 1").data().get("text/plain"));
  }

  @Test
  void aRendererThatFailsIsAFailureOfTheCell() {
    List<Output> outputs =
        kernel.run(
            "class Moody { public String toString() { throw new IllegalStateException(\"no\"); } }\nnew Moody()");
    assertEquals(
        "IllegalStateException", assertInstanceOf(Output.Failure.class, outputs.get(0)).kind());
  }

  @Test
  void aCellMayRunAnother() {
    assertEquals("5", result("eval(\"2 + 3\")").data().get("text/plain"));
  }

  @Test
  void timeRunsAStatementAsItStands() {
    List<Output> outputs = kernel.run("%time String timed = \"a  b\";\ntimed");
    assertTrue(
        assertInstanceOf(Output.Stream.class, outputs.get(0)).text().startsWith("wall time: "));
    assertEquals(
        "a  b", assertInstanceOf(Output.Result.class, outputs.get(1)).data().get("text/plain"));
    assertEquals(1, kernel.run("%%time\nint inCell = 4;\ninCell + 1").size());
  }

  @Test
  void aFileIsLoaded(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("more.jshell"), "int loaded = 7;\n");
    String path = file.toString().replace(".jshell", "");
    assertEquals("7", result("%load " + path + "\nloaded").data().get("text/plain"));
  }

  @Test
  void jarsOfAFolderBecomeVisible(@TempDir Path folder) throws Exception {
    Path source =
        Files.writeString(
            folder.resolve("Extra.java"),
            "package extra; public class Extra { public static int n() { return 9; } }");
    javax.tools.ToolProvider.getSystemJavaCompiler()
        .run(null, null, null, "-d", folder.toString(), source.toString());
    assertEquals(
        "9", result("%classpath " + folder + "\nextra.Extra.n()").data().get("text/plain"));
  }

  @Test
  void anUnknownCommandIsNamed() {
    Output.Failure failure =
        assertInstanceOf(Output.Failure.class, kernel.run("%nonsense x").get(0));
    assertTrue(failure.message().contains("nonsense"), failure.message());
  }

  @Test
  void dependenciesOfAPomAreRead() throws Exception {
    PomFragment pom =
        PomFragment.parse(
            """
            <dependency><groupId>g</groupId><artifactId>a</artifactId><version>1</version></dependency>
            <dependency><groupId>g</groupId><artifactId>t</artifactId><version>1</version><scope>test</scope></dependency>
            <repository><id>r</id><url>file:/nowhere</url></repository>
            """);
    assertEquals(
        List.of("g:a:jar:1"),
        pom.dependencies().stream().map(d -> d.getArtifact().toString()).toList());
    assertEquals("r", pom.repositories().get(0).getId());
    PomFragment project =
        PomFragment.parse(
            "<project><properties><v>2</v></properties><dependencies><dependency><groupId>g</groupId>"
                + "<artifactId>a</artifactId><version>${v}</version></dependency></dependencies></project>");
    assertEquals("2", project.dependencies().get(0).getArtifact().getVersion());
  }

  @Test
  void commandsAreCompleted() {
    assertEquals(
        List.of("%maven", "%mavenRepo"), kernel.complete("int a;\n%maven", 13).getReplacements());
    assertEquals(List.of("%%loadFromPOM", "%%time"), kernel.complete("%%", 2).getReplacements());
  }

  @Test
  void theVariablesOfIJavaAndJJavaAreRead(@TempDir Path folder) throws Exception {
    Path script = Files.writeString(folder.resolve("init.jshell"), "int fromFile = 1;");
    KernelOptions options =
        KernelOptions.of(
            Map.of(
                "IJAVA_CLASSPATH", "/a/*.jar",
                "JJAVA_CLASSPATH", "/b",
                "IJAVA_COMPILER_OPTS", "-parameters -g",
                "IJAVA_STARTUP_SCRIPTS_PATH", script.toString(),
                "JJAVA_STARTUP_SCRIPT", "int fromText = 2;",
                "IJAVA_TIMEOUT", "30 SECONDS",
                "JJAVA_LOAD_EXTENSIONS", "0"));
    assertEquals("/a/*.jar" + java.io.File.pathSeparator + "/b", options.classPath());
    assertEquals(List.of("-parameters", "-g"), options.shell().compilerOptions());
    assertEquals(List.of("int fromFile = 1;", "int fromText = 2;"), options.startup());
    assertEquals(30_000, options.shell().timeoutMillis());
    assertEquals(KernelOptions.Extensions.LEFT_OUT, options.extensions());
  }

  private static Output.Result result(String cell) {
    List<Output> outputs = kernel.run(cell);
    return assertInstanceOf(
        Output.Result.class, outputs.get(outputs.size() - 1), () -> outputs.toString());
  }
}
