package org.udm.notebook.kernel;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dflib.jjava.jupyter.kernel.util.PathsHandler;

/** {@code %classpath} and {@code %jars}: make jars and folders visible to later cells. */
final class ClassPathMagic {
  private final UdmKernel kernel;

  ClassPathMagic(UdmKernel kernel) {
    this.kernel = kernel;
  }

  /**
   * Adds jars and folders of classes.
   *
   * @param paths paths, in which * and ? are wild
   * @return what was added
   */
  List<String> add(List<String> paths) {
    List<String> added = kernel.addToClassPath(PathsHandler.joinStringPaths(paths));
    if (added.isEmpty()) {
      throw new IllegalArgumentException("nothing found at " + String.join(" ", paths));
    }
    return added;
  }

  /**
   * Adds jars, and of a folder the jars in it.
   *
   * @param paths paths, in which * and ? are wild
   * @return what was added
   */
  List<String> addJars(List<String> paths) {
    List<String> jars = new ArrayList<>();
    for (Path path : PathsHandler.splitAndResolveGlobs(PathsHandler.joinStringPaths(paths))) {
      jars.add(Files.isDirectory(path) ? path.resolve("*.jar").toString() : path.toString());
    }
    return add(jars.isEmpty() ? paths : jars);
  }
}
