package org.udm.discrete.net.causal;

import java.util.Arrays;
import org.udm.core.train.Example;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.net.CrossEntropy;
import org.udm.torch.parameter.Weights;
import org.udm.torch.train.Loss;

/** The cross-entropy of whole rows, which causal networks share. */
final class RowLoss {
  private RowLoss() {}

  /** The units of all rows. */
  static long units(RowNetwork network, RowSupport support, TokenBatch x0) {
    return Arrays.stream(support.units(x0, network.decoder().longest())).asLongStream().sum();
  }

  static Loss.Part of(
      RowNetwork network,
      RowSupport support,
      Weights weights,
      Example<TokenBatch> some,
      TokenBatch sources,
      long unitsOfBatch) {
    RowNetwork.Evidence evidence = new RowNetwork.Evidence(some.xt(), some.t(), sources);
    network.reading().require(evidence);
    TeacherForcing forcing = TeacherForcing.of(network, support, some.x0(), some.xt());
    for (int i = 0; i < forcing.impossible().length; i++) {
      if (forcing.impossible()[i]) {
        throw new IllegalArgumentException(
            "clean row %d cannot be written from its x_t as one of %s: train with the support that fits the corruption"
                .formatted(i, support));
      }
    }
    if (forcing.at().size() == 0) {
      return Loss.Part.nothing(some.x0().rows());
    }
    return CrossEntropy.part(
        weights,
        forcing.logits(network, support, weights, some.x0(), evidence),
        forcing.targets(weights),
        forcing.at(),
        some,
        support.units(some.x0(), network.decoder().longest()),
        unitsOfBatch);
  }
}
