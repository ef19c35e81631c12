package org.udm.notebook.kernel;

import eu.maveniverse.maven.mima.context.Context;
import eu.maveniverse.maven.mima.context.ContextOverrides;
import eu.maveniverse.maven.mima.context.Runtimes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.DependencyResolutionException;
import org.eclipse.aether.util.filter.DependencyFilterUtils;

/** Finds artifacts as Maven does, by the user's settings and in the user's local repository. */
final class MavenArtifacts {

  private MavenArtifacts() {}

  /**
   * Returns the files of artifacts and of all that they need to compile and run.
   *
   * @param dependencies the artifacts
   * @param repositories where to look beside the repositories of the settings
   * @return the files
   * @throws DependencyResolutionException if one is not to be had
   */
  static List<Path> resolve(List<Dependency> dependencies, List<RemoteRepository> repositories)
      throws DependencyResolutionException {
    ContextOverrides settings = ContextOverrides.create().withUserSettings(true).build();
    try (Context context = Runtimes.INSTANCE.getRuntime().create(settings)) {
      List<RemoteRepository> all = new ArrayList<>(context.remoteRepositories());
      all.addAll(
          context
              .repositorySystem()
              .newResolutionRepositories(context.repositorySystemSession(), repositories));
      return context
          .repositorySystem()
          .resolveDependencies(
              context.repositorySystemSession(),
              new DependencyRequest(
                  new CollectRequest(dependencies, null, all),
                  DependencyFilterUtils.classpathFilter("compile", "runtime")))
          .getArtifactResults()
          .stream()
          .map(result -> result.getArtifact().getFile().toPath())
          .toList();
    }
  }
}
