package org.udm.core.train;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a result comes from: configuration, seed, data, device and versions.
 *
 * @param config every option of the run by name, in order
 * @param seed the seed of all its randomness
 * @param dataHash a hash of the training data, such as {@code sha256:...}
 * @param device what the run was computed on
 * @param versions names and versions of what took part: UDM, its commit, LibTorch, the JDK
 * @param started when the run was started
 */
public record RunRecord(
    Map<String, Object> config,
    long seed,
    String dataHash,
    String device,
    Map<String, String> versions,
    Instant started) {

  /** Copies the maps, in order. */
  public RunRecord {
    config = Collections.unmodifiableMap(new LinkedHashMap<>(config));
    versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
  }
}
