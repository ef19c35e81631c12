package org.udm.notebook.kernel;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.maven.model.Model;
import org.apache.maven.model.io.xpp3.MavenXpp3Reader;
import org.codehaus.plexus.util.xml.pull.XmlPullParserException;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.graph.Exclusion;
import org.eclipse.aether.repository.RemoteRepository;

/**
 * What a POM, or a part of one pasted from a manual, depends on.
 *
 * <p>Properties of the text itself are put in; a parent is not looked up.
 *
 * @param dependencies of the scopes compile, runtime, system and import
 * @param repositories where they may be found
 */
record PomFragment(List<Dependency> dependencies, List<RemoteRepository> repositories) {
  private static final Set<String> SCOPES = Set.of("compile", "runtime", "system", "import");
  private static final Pattern PROPERTY = Pattern.compile("\\$\\{([^}]+)}");

  /**
   * Reads a project, or any number of dependencies and repositories, loose or in their lists.
   *
   * @throws IOException if it is not XML of this kind
   */
  static PomFragment parse(String xml) throws IOException {
    Model model;
    try {
      model = new MavenXpp3Reader().read(new StringReader(project(xml)), false);
    } catch (XmlPullParserException e) {
      throw new IOException("not a POM or a part of one: " + e.getMessage(), e);
    }
    Properties properties = model.getProperties();
    properties.putIfAbsent("project.version", String.valueOf(model.getVersion()));
    Map<String, String> managed =
        model.getDependencyManagement() == null
            ? Map.of()
            : model.getDependencyManagement().getDependencies().stream()
                .filter(d -> d.getVersion() != null)
                .collect(
                    Collectors.toMap(d -> d.getManagementKey(), d -> d.getVersion(), (a, b) -> a));
    return new PomFragment(
        model.getDependencies().stream()
            .filter(d -> SCOPES.contains(d.getScope() == null ? "compile" : d.getScope()))
            .map(d -> dependency(d, managed, properties))
            .toList(),
        model.getRepositories().stream()
            .map(r -> new RemoteRepository.Builder(r.getId(), "default", r.getUrl()).build())
            .toList());
  }

  private static Dependency dependency(
      org.apache.maven.model.Dependency read, Map<String, String> managed, Properties properties) {
    String version =
        read.getVersion() != null ? read.getVersion() : managed.get(read.getManagementKey());
    if (version == null) {
      throw new IllegalArgumentException(
          "%s:%s has no version: write one, the POM's parent is not looked up"
              .formatted(read.getGroupId(), read.getArtifactId()));
    }
    return new Dependency(
            new DefaultArtifact(
                filled(read.getGroupId(), properties),
                filled(read.getArtifactId(), properties),
                read.getClassifier() == null ? "" : filled(read.getClassifier(), properties),
                "jar",
                filled(version, properties)),
            "compile")
        .setExclusions(
            read.getExclusions().stream()
                .map(e -> new Exclusion(e.getGroupId(), e.getArtifactId(), "*", "*"))
                .toList());
  }

  /** A text with the properties' values in place of their names. */
  private static String filled(String text, Properties properties) {
    return PROPERTY
        .matcher(text)
        .replaceAll(
            name -> Matcher.quoteReplacement(properties.getProperty(name.group(1), name.group())));
  }

  /** The text as a project: as it stands, or its dependencies and repositories put into one. */
  private static String project(String xml) {
    if (xml.contains("<project")) {
      return xml;
    }
    return "<project><repositories>"
        + elements(xml, "repository")
        + "</repositories><dependencies>"
        + elements(xml, "dependency")
        + "</dependencies></project>";
  }

  private static String elements(String xml, String name) {
    return Pattern.compile("<%1$s>.*?</%1$s>".formatted(name), Pattern.DOTALL)
        .matcher(xml)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.joining());
  }
}
