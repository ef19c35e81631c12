package org.udm.cli.run;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What took part in a run; the build writes UDM's own version and commit into a resource. */
public final class Versions implements IVersionProvider {
  private static final String RESOURCE = "version.properties";

  /** For picocli. */
  public Versions() {}

  @Override
  public String[] getVersion() {
    return new String[] {"udm " + own("version") + " (commit " + own("commit") + ")"};
  }

  /**
   * Returns names and versions for a run's record.
   *
   * @param engine what computes
   * @return versions by name
   */
  public static Map<String, String> all(EngineDescription engine) {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("udm", own("version"));
    versions.put("commit", own("commit"));
    versions.put(engine.library(), engine.version());
    versions.put("java", System.getProperty("java.version"));
    versions.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    return versions;
  }

  private static String own(String key) {
    Properties properties = new Properties();
    try (InputStream in = Versions.class.getResourceAsStream(RESOURCE)) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      return "unknown";
    }
    return properties.getProperty(key, "unknown");
  }
}
