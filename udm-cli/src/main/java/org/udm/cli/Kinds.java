package org.udm.cli;

import java.util.List;
import org.udm.cli.image.ImageForm;
import org.udm.cli.point.PointForm;
import org.udm.cli.run.Kind;
import org.udm.cli.run.Sampling;
import org.udm.cli.run.Scoring;
import org.udm.cli.text.RestoreKind;
import org.udm.cli.text.TextKind;
import org.udm.cli.vector.VectorKind;
import org.udm.cli.vector.VectorSampling;
import org.udm.cli.vector.VectorScoring;

/**
 * The kinds of data there are.
 *
 * @param all the kinds, in the order of the help
 */
record Kinds(List<Kind<?>> all) {

  /** All kinds, with options of their own. */
  static Kinds create() {
    VectorSampling sampling = new VectorSampling(); // points and images share these
    VectorScoring scoring = new VectorScoring();
    return new Kinds(
        List.of(
            TextKind.of(),
            RestoreKind.of(),
            VectorKind.of(PointForm.of(), sampling, scoring),
            VectorKind.of(ImageForm.of(), sampling, scoring)));
  }

  /** The options of {@code udm sample}; kinds may share them. */
  List<? extends Sampling<?>> samplings() {
    return all.stream().map(Kind::sampling).distinct().toList();
  }

  /** The options of {@code udm eval}; kinds may share them, or have none. */
  List<Scoring<?>> scorings() {
    List<Scoring<?>> scorings = new java.util.ArrayList<>();
    for (Kind<?> kind : all) {
      kind.scoring().filter(scoring -> !scorings.contains(scoring)).ifPresent(scorings::add);
    }
    return scorings;
  }
}
