package org.udm.notebook.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dflib.jjava.jupyter.kernel.util.PathsHandler;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.DependencyResolutionException;

/**
 * {@code %maven}, {@code %mavenRepo} and {@code loadFromPOM}: artifacts with all that they need.
 *
 * <p>What the kernel itself uses comes first on the class path and cannot be replaced.
 */
final class MavenMagic {
  private final UdmKernel kernel;
  private final List<RemoteRepository> repositories = new ArrayList<>();

  MavenMagic(UdmKernel kernel) {
    this.kernel = kernel;
  }

  /**
   * Adds artifacts.
   *
   * @param coordinates each {@code group:artifact[:type[:classifier]]:version}
   * @return the jars that were added
   * @throws DependencyResolutionException if an artifact is not to be had
   */
  List<String> add(List<String> coordinates) throws DependencyResolutionException {
    return resolve(
        coordinates.stream().map(c -> new Dependency(new DefaultArtifact(c), "compile")).toList());
  }

  /**
   * Looks into one more repository from now on.
   *
   * @param words its id and its address
   * @return nothing
   */
  Object addRepository(List<String> words) {
    if (words.size() != 2) {
      throw new IllegalArgumentException(
          "%%mavenRepo %s: needs an id and an address".formatted(String.join(" ", words)));
    }
    repositories.add(new RemoteRepository.Builder(words.get(0), "default", words.get(1)).build());
    return null;
  }

  /**
   * Adds what a POM depends on.
   *
   * @param words the path of the POM
   * @return the jars that were added
   * @throws IOException if it cannot be read
   * @throws DependencyResolutionException if an artifact is not to be had
   */
  List<String> addFromFile(List<String> words) throws IOException, DependencyResolutionException {
    if (words.isEmpty()) {
      throw new IllegalArgumentException("%loadFromPOM: needs the path of a POM");
    }
    return addFromText(Files.readString(Path.of(words.get(0))));
  }

  /**
   * Adds what a POM, or a part of one, depends on.
   *
   * @param xml a project, or any number of dependencies and repositories
   * @return the jars that were added
   * @throws IOException if it is not XML of this kind
   * @throws DependencyResolutionException if an artifact is not to be had
   */
  List<String> addFromText(String xml) throws IOException, DependencyResolutionException {
    PomFragment pom = PomFragment.parse(xml);
    repositories.addAll(pom.repositories());
    return resolve(pom.dependencies());
  }

  private List<String> resolve(List<Dependency> dependencies) throws DependencyResolutionException {
    List<String> jars =
        MavenArtifacts.resolve(dependencies, repositories).stream().map(Path::toString).toList();
    return jars.isEmpty() ? jars : kernel.addToClassPath(PathsHandler.joinStringPaths(jars));
  }
}
