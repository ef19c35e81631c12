package org.udm.notebook.kernel;

import java.util.List;
import org.dflib.jjava.jupyter.kernel.magic.CellMagic;
import org.dflib.jjava.jupyter.kernel.magic.LineMagic;
import org.dflib.jjava.jupyter.kernel.magic.MagicsRegistry;

/**
 * The magic commands by name.
 *
 * <pre>
 *   %classpath PATHS        %jars PATHS           see {@link ClassPathMagic}
 *   %maven G:A:V            %mavenRepo ID URL     see {@link MavenMagic}
 *   %loadFromPOM FILE       %%loadFromPOM
 *   %load FILE                                    see {@link LoadMagic}
 *   %time STATEMENT         %%time                see {@link TimeMagic}
 * </pre>
 */
final class Magics {

  private Magics() {}

  /** Registers every command with a kernel. */
  static void registerAll(UdmKernel kernel) {
    MagicsRegistry registry = kernel.getMagicsRegistry();
    ClassPathMagic classPath = new ClassPathMagic(kernel);
    line(registry, classPath::add, "classpath");
    line(registry, classPath::addJars, "jars");
    MavenMagic maven = new MavenMagic(kernel);
    line(registry, maven::add, "maven", "addMavenDependency", "addMavenDependencies");
    line(registry, maven::addRepository, "mavenRepo", "addMavenRepo");
    line(registry, maven::addFromFile, "loadFromPOM");
    cell(registry, (args, body) -> maven.addFromText(body), "loadFromPOM");
    line(registry, new LoadMagic(kernel)::load, "load");
    TimeMagic time = new TimeMagic(kernel);
    line(registry, args -> time.run(String.join(" ", args)), TimeMagic.NAME);
    cell(registry, (args, body) -> time.run(body), TimeMagic.NAME);
  }

  /** A command on a line. */
  @FunctionalInterface
  private interface Line {
    Object run(List<String> args) throws Exception;
  }

  /** A command for a whole cell. */
  @FunctionalInterface
  private interface Cell {
    Object run(List<String> args, String body) throws Exception;
  }

  private static void line(MagicsRegistry registry, Line command, String... names) {
    for (String name : names) {
      LineMagic<Object, UdmKernel> magic = (kernel, args) -> command.run(args);
      registry.registerLineMagic(name, magic);
    }
  }

  private static void cell(MagicsRegistry registry, Cell command, String... names) {
    for (String name : names) {
      CellMagic<Object, UdmKernel> magic = (kernel, args, body) -> command.run(args, body);
      registry.registerCellMagic(name, magic);
    }
  }
}
