package org.udm.architecture.planted.core;

import java.util.HashMap;
import java.util.Map;

/** Offends: a static field whose content changes. */
public final class Remembers {
  static final Map<String, Integer> BY_INTERFACE = Map.of();
  static final HashMap<String, Integer> CACHE = new HashMap<>();
}
