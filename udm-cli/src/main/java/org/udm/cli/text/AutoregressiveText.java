package org.udm.cli.text;

import org.udm.cli.run.Settings;
import org.udm.cli.run.TorchModel;
import org.udm.core.train.Objective;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.net.TransformerShape;
import org.udm.discrete.net.causal.Autoregressive;
import org.udm.discrete.net.causal.AutoregressiveLoss;
import org.udm.discrete.net.causal.RowSupport;
import org.udm.discrete.text.Vocabulary;
import org.udm.torch.parameter.Weights;

/**
 * No corruption: rows written from left to right, the reference of every table. The family of
 * {@code --corruption autoregressive}.
 */
final class AutoregressiveText implements TorchModel<TokenBatch> {
  private final AutoregressiveLoss loss;

  private AutoregressiveText(AutoregressiveLoss loss) {
    this.loss = loss;
  }

  /** The model that settings describe; the ends of rows are drawn where rows are documents. */
  static AutoregressiveText of(Settings settings, Vocabulary vocabulary) {
    TransformerShape shape =
        TextNetworks.timeless(
            settings, vocabulary.size(), "--corruption autoregressive", "it has no time");
    RowSupport support =
        settings.text("unit").equals("blocks") ? RowSupport.sameLength() : RowSupport.anyLength();
    return new AutoregressiveText(AutoregressiveLoss.of(Autoregressive.of(shape), support));
  }

  @Override
  public Objective<TokenBatch, Integer> objective() {
    return AutoregressiveLoss.objective();
  }

  @Override
  public AutoregressiveLoss loss() {
    return loss;
  }

  @Override
  public AutoregressiveTrained trained(Weights weights) {
    return new AutoregressiveTrained(loss.model(weights));
  }
}
