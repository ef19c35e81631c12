package org.udm.cli;

import java.util.List;
import org.udm.cli.point.PointForm;
import org.udm.cli.run.Kind;
import org.udm.cli.run.Sampling;
import org.udm.cli.text.TextKind;
import org.udm.cli.vector.VectorKind;
import org.udm.cli.vector.VectorSampling;

/**
 * The kinds of data there are.
 *
 * @param all the kinds, in the order of the help
 */
record Kinds(List<Kind<?>> all) {

  /** All kinds, with options of their own. */
  static Kinds create() {
    VectorSampling vectors = new VectorSampling(); // points and images share it
    return new Kinds(List.of(TextKind.of(), VectorKind.of(PointForm.of(), vectors)));
  }

  /** The options of {@code udm sample}; kinds may share them. */
  List<? extends Sampling<?>> samplings() {
    return all.stream().map(Kind::sampling).distinct().toList();
  }
}
