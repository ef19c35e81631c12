package org.udm.cli.run;

import java.util.List;
import java.util.Map;

/**
 * What is said of the rows that a model draws.
 *
 * @param json results by name
 * @param lines the same for people
 */
public record Scores(Map<String, Object> json, List<String> lines) {}
