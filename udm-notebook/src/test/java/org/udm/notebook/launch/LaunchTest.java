package org.udm.notebook.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jupyter is told how to start the kernel, and found where it is. */
class LaunchTest {

  @TempDir private Path folder;

  @Test
  void theKernelIsDescribed() throws Exception {
    Path file =
        KernelSpec.of("org.udm.Main", List.of("notebook", "--kernel"), List.of("-Xmx3g"))
            .write(folder, "java", "Java (UDM)");
    assertEquals(folder.resolve("kernels/java/kernel.json"), file);
    JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    List<String> argv =
        json.getAsJsonArray("argv").asList().stream().map(e -> e.getAsString()).toList();
    int cp = argv.indexOf("-cp");
    assertTrue(Files.isExecutable(Path.of(argv.get(0))), argv.get(0));
    assertTrue(argv.indexOf("-Xmx3g") < cp, argv.toString());
    for (String entry : argv.get(cp + 1).split(File.pathSeparator)) {
      assertTrue(Path.of(entry).isAbsolute(), entry);
    }
    assertEquals(
        List.of("org.udm.Main", "notebook", "--kernel", "{connection_file}"),
        argv.subList(cp + 2, argv.size()));
    assertEquals("message", json.get("interrupt_mode").getAsString());
  }

  @Test
  void aUsersKernelsAreWhereJupyterLooks() {
    assertEquals(
        Path.of("/data"), KernelSpec.userData(Map.of("JUPYTER_DATA_DIR", "/data"), "Linux"));
    assertTrue(KernelSpec.userData(Map.of(), "Linux").endsWith(".local/share/jupyter"));
    assertTrue(KernelSpec.userData(Map.of(), "Mac OS X").endsWith("Library/Jupyter"));
  }

  @Test
  void labComesBeforeTheClassicNotebook() throws Exception {
    assertEquals(Optional.empty(), Jupyter.on(folder.toString()).browser());
    Path classic = program("jupyter-notebook");
    assertEquals(Optional.of(classic), Jupyter.on(folder.toString()).browser());
    Path lab = program("jupyter-lab");
    assertEquals(Optional.of(lab), Jupyter.on("/nowhere:" + folder).browser());
  }

  @Test
  void adviceNamesTheInstallerOfTheSystem() throws Exception {
    assertTrue(Jupyter.on(folder.toString()).advice().contains("pip install jupyterlab"));
    program("apt-get");
    assertTrue(Jupyter.on(folder.toString()).advice().contains("apt-get install jupyter-notebook"));
  }

  private Path program(String name) throws Exception {
    Path file = Files.createFile(folder.resolve(name));
    assertTrue(file.toFile().setExecutable(true));
    return file;
  }
}
