package org.udm.core.verify;

import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * A module's or a user's list of pairs for {@code udm verify}; found by {@link ServiceLoader}.
 *
 * <p>To register your own: implement this interface and name the class in {@code
 * META-INF/services/org.udm.core.verify.LawCases}.
 */
public interface LawCases {

  /**
   * Returns the pairs.
   *
   * @return named checks
   */
  List<LawCase> cases();

  /**
   * Returns all registered pairs.
   *
   * @return the pairs of every provider on the class path
   */
  static Stream<LawCase> registered() {
    return ServiceLoader.load(LawCases.class).stream().flatMap(p -> p.get().cases().stream());
  }
}
