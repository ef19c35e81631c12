package org.udm.cli.point;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;
import org.udm.continuous.data.GaussianMixture;
import org.udm.continuous.data.PointLaw;
import org.udm.continuous.data.PointLaws;

/** The laws of the plane by their names on the command line. */
enum PointLawTable {
  MOONS(PointLaws::twoMoons),
  RINGS(noise -> PointLaws.rings(2, noise)),
  SWISS_ROLL(PointLaws::swissRoll),
  CHECKERBOARD(noise -> PointLaws.checkerboard(4)), // whatever the noise
  MIXTURE(noise -> GaussianMixture.circle(8, 1, Math.max(noise, 1e-3))); // it has a density

  private final DoubleFunction<PointLaw> law;

  PointLawTable(DoubleFunction<PointLaw> law) {
    this.law = law;
  }

  /** The name on the command line. */
  String word() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  static List<String> names() {
    return Arrays.stream(values()).map(PointLawTable::word).toList();
  }

  /** The names of those that depend on the noise. */
  static List<String> noisy() {
    return names().stream().filter(name -> !name.equals(CHECKERBOARD.word())).toList();
  }

  /** The law of a name, if there is one. */
  static Optional<PointLawTable> of(String word) {
    return Arrays.stream(values()).filter(law -> law.word().equals(word)).findAny();
  }

  /** The law with a standard deviation about its curves. */
  PointLaw law(double noise) {
    return law.apply(noise);
  }
}
