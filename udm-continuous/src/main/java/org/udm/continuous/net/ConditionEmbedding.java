package org.udm.continuous.net;

import org.udm.continuous.Labels;
import org.udm.torch.DataType;
import org.udm.torch.Tensor;
import org.udm.torch.layer.Embedding;
import org.udm.torch.layer.TimeEmbedding;
import org.udm.torch.parameter.Initialization;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;

/**
 * One vector per row for time and class: {@code time(noise) + table[class]}, the table's last row
 * standing for no class.
 */
final class ConditionEmbedding {
  private final TimeEmbedding time;
  private final Embedding table; // or null
  private final int classes;

  private ConditionEmbedding(TimeEmbedding time, Embedding table, int classes) {
    this.time = time;
    this.table = table;
    this.classes = classes;
  }

  /** Declares {@code time} and, for K above 0 classes, {@code classes.weight} [K + 1, W]. */
  static ConditionEmbedding of(
      ParameterLayout.Builder layout, long width, int classes, Initialization law) {
    return new ConditionEmbedding(
        TimeEmbedding.of(layout.in("time"), width, law),
        classes == 0 ? null : Embedding.of(layout.in("classes"), classes + 1L, width, law),
        classes);
  }

  /** Embeds what each row is told, noise F64 [B]; F32 [B, W]. */
  Tensor forward(Weights weights, Tensor noise, Labels labels) {
    Tensor condition = time.forward(weights, noise).to(DataType.F32);
    if (table != null) {
      int[] ids = labels.toArray();
      for (int i = 0; i < ids.length; i++) {
        ids[i] = ids[i] == Labels.NONE ? classes : ids[i];
      }
      condition = condition.add(table.forward(weights, weights.runtime().tensor(ids, ids.length)));
    }
    return condition;
  }
}
