package org.udm.core.verify;

import java.util.function.Supplier;

/**
 * A named pair of corruption and reverse kernel that is known to obey the law, ready to be checked.
 *
 * @param name {@code corruption/kernel}, such as {@code masking-linear/same}
 * @param check how to check it
 */
public record LawCase(String name, Supplier<MarginalIdentity<?, ?>> check) {}
