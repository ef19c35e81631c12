package org.udm.core.verify;

import java.util.function.Function;
import org.udm.core.Batch;

/**
 * A number computed from each row, whose law the statistical check compares.
 *
 * @param name what it measures
 * @param values computes one finite number per row, [B]
 * @param <X> the state
 */
public record Statistic<X extends Batch<X>>(String name, Function<X, double[]> values) {}
