package org.udm.cli.run;

import java.util.Map;

/**
 * A run: where it is, what was asked for and what it learns from.
 *
 * @param directory its directory
 * @param settings its options
 * @param description of its data, as in {@link Task}
 */
public record Run(RunDirectory directory, Settings settings, Map<String, Object> description) {}
